package dev.braid.data.row;

import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** JSON lines: one object a line, empty lines skipped. */
final class JsonLinesReader implements RowReader {
    private final RowParser parser;

    JsonLinesReader(RowParser parser) {
        this.parser = parser;
    }

    @Override
    public Iterator<RawRow> read(InputStream in) {
        LineSource lines = new LineSource(in);
        return new Iterator<>() {
            private LineSource.Line line = nextFull(lines);

            @Override
            public boolean hasNext() {
                return line != null;
            }

            @Override
            public RawRow next() {
                if (line == null) {
                    throw new NoSuchElementException("no more lines");
                }
                LineSource.Line current = line;
                line = nextFull(lines);
                return raw(current);
            }
        };
    }

    private RawRow raw(LineSource.Line line) {
        return line.problem()
                .map(problem -> RawRow.refused(line.number(), line.text(), problem))
                .orElseGet(() -> new RawRow(line.number(), line.text(), () -> parser.parse(line.text())));
    }

    private static LineSource.Line nextFull(LineSource lines) {
        LineSource.Line line = lines.next();
        while (line != null && line.problem().isEmpty() && line.text().isBlank()) {
            line = lines.next();
        }
        return line;
    }
}
