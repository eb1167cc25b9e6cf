package dev.braid.data.row;

import java.util.function.Supplier;

/**
 * A row as it stands in its file, not yet looked at.
 *
 * @param line the line it begins in, from 1; in Parquet the number of the row
 * @param excerpt its beginning, for the quarantine
 * @param row parses it; a malformed one throws a {@link RowException}
 */
public record RawRow(long line, String excerpt, Supplier<Row> row) {
    private static final int EXCERPT = 200;

    public RawRow {
        excerpt = excerpt.length() > EXCERPT ? excerpt.substring(0, EXCERPT) + "…" : excerpt;
    }

    /** A row that was refused while it was read. */
    static RawRow refused(long line, String excerpt, String reason) {
        return new RawRow(line, excerpt, () -> {
            throw new RowException(reason);
        });
    }
}
