package dev.braid.data.row;

import java.io.InputStream;
import java.util.Iterator;

/** Reads the rows of one file in order, from a stream, one at a time. */
public interface RowReader {

    /**
     * The rows of {@code in}, which the caller closes. Malformed rows come too, refused when they are parsed; only a file
     * whose remaining rows cannot be found is an exception.
     */
    Iterator<RawRow> read(InputStream in);

    /** The reader of a text format. Parquet has none: it is read by Spark. */
    static RowReader of(FileFormat format, RowParser parser) {
        return switch (format) {
            case JSONL -> new JsonLinesReader(parser);
            case JSON -> new JsonReader(parser);
            case CSV -> new CsvReader(parser);
            case PARQUET -> throw new IllegalArgumentException("parquet is not a text format");
        };
    }
}
