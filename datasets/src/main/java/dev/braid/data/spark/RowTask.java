package dev.braid.data.spark;

import dev.braid.data.row.DatasetException;
import dev.braid.data.row.FileFormat;
import dev.braid.data.row.QuarantinedRow;
import dev.braid.data.row.RawRow;
import dev.braid.data.row.RowException;
import dev.braid.data.row.RowParser;
import dev.braid.data.row.RowReader;
import dev.braid.data.row.RowShape;
import dev.braid.data.sample.SampleMaker;
import dev.braid.data.sample.SampleOptions;
import dev.braid.data.text.Tokenizer;
import dev.braid.data.text.TokenizerFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The work of a task that reads rows and tokenizes them. Sent to executors; opens the tokenizer there and closes it with the
 * task.
 */
final class RowTask implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ShardStores files;
    private final TokenizerFolder tokenizer;
    private final TemplateChoice template;
    private final SampleOptions options;
    private final String shape;
    private final String format;

    RowTask(ShardStores files, TokenizerFolder tokenizer, DatasetPlan plan) {
        this.files = files;
        this.tokenizer = tokenizer;
        this.template = plan.template();
        this.options = plan.samples();
        this.shape = plan.source().shape().map(RowShape::name).orElse("");
        this.format = plan.source().format().map(FileFormat::name).orElse("");
    }

    /** The outcomes of the rows of text files, in their order. */
    Iterator<byte[]> read(Iterator<String> names) {
        SampleMaker maker = maker();
        RowParser parser = parser();
        return new Concatenation<>(names, name -> read(name, parser, maker));
    }

    /** The outcomes of rows that are given as JSON. */
    Iterator<byte[]> parse(Iterator<JsonRow> rows) {
        SampleMaker maker = maker();
        RowParser parser = parser();
        return new Mapped<>(
                rows,
                row -> outcome(
                        row.file(), new RawRow(row.number(), row.json(), () -> parser.parse(row.json())), maker));
    }

    /** A row of a file whose lines mean nothing, such as Parquet. */
    record JsonRow(String file, long number, String json) {}

    private Iterator<byte[]> read(String file, RowParser parser, SampleMaker maker) {
        FileFormat known = format.isEmpty() ? FileFormat.ofFile(file) : FileFormat.valueOf(format);
        try {
            InputStream in = HadoopFiles.open(files.configuration(), file);
            onCompletion(() -> close(in));
            return named(file, RowReader.of(known, parser).read(in), maker);
        } catch (IOException e) {
            throw new DatasetException("dataset file " + file + " cannot be read: " + e.getMessage(), e);
        } catch (RowException e) {
            throw broken(file, e);
        }
    }

    private Iterator<byte[]> named(String file, Iterator<RawRow> rows, SampleMaker maker) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return rows.hasNext();
                } catch (RowException e) {
                    throw broken(file, e);
                }
            }

            @Override
            public byte[] next() {
                try {
                    return outcome(file, rows.next(), maker);
                } catch (RowException e) {
                    throw broken(file, e);
                }
            }
        };
    }

    private static byte[] outcome(String file, RawRow raw, SampleMaker maker) {
        try {
            return RowOutcome.of(maker.make(raw.row().get()));
        } catch (RowException e) {
            return RowOutcome.of(
                    new QuarantinedRow(HadoopFiles.display(file), raw.line(), e.getMessage(), raw.excerpt()));
        }
    }

    private static DatasetException broken(String file, RowException e) {
        return new DatasetException("dataset file " + HadoopFiles.display(file) + ", " + e.getMessage());
    }

    private SampleMaker maker() {
        Tokenizer opened = new Tokenizer(tokenizer);
        onCompletion(opened::close);
        return new SampleMaker(opened, template.load(tokenizer), options);
    }

    private RowParser parser() {
        return new RowParser(shape.isEmpty() ? Optional.empty() : Optional.of(RowShape.valueOf(shape)));
    }

    private static void onCompletion(Runnable action) {
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> action.run());
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new DatasetException("a dataset file cannot be closed: " + e.getMessage(), e);
        }
    }
}
