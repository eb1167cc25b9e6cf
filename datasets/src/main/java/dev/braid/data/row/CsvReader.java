package dev.braid.data.row;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** CSV files as RFC 4180 has them, with a header: every record becomes an object of texts; empty values are null. */
final class CsvReader implements RowReader {
    private final RowParser parser;

    CsvReader(RowParser parser) {
        this.parser = parser;
    }

    @Override
    public Iterator<RawRow> read(InputStream in) {
        CsvRecords records = new CsvRecords(new LineSource(in));
        CsvRecords.Record header = records.next();
        if (header == null) {
            return List.<RawRow>of().iterator();
        }
        header.problem().ifPresent(problem -> {
            throw new RowException("line 1: the header is broken: " + problem);
        });
        return new Iterator<>() {
            private CsvRecords.Record record = records.next();

            @Override
            public boolean hasNext() {
                return record != null;
            }

            @Override
            public RawRow next() {
                if (record == null) {
                    throw new NoSuchElementException("no more records");
                }
                CsvRecords.Record current = record;
                record = records.next();
                return raw(header.fields(), current);
            }
        };
    }

    private RawRow raw(List<String> names, CsvRecords.Record record) {
        String excerpt = String.join(",", record.fields());
        Optional<String> problem = record.problem().or(() -> wrongCount(names, record));
        return problem.map(reason -> RawRow.refused(record.line(), excerpt, reason))
                .orElseGet(() -> new RawRow(record.line(), excerpt, () -> parser.parse(object(names, record))));
    }

    private static Optional<String> wrongCount(List<String> names, CsvRecords.Record record) {
        int found = record.fields().size();
        return found == names.size()
                ? Optional.empty()
                : Optional.of(found + " values where the header has " + names.size());
    }

    private static ObjectNode object(List<String> names, CsvRecords.Record record) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < names.size(); i++) {
            String value = record.fields().get(i);
            object.put(names.get(i).strip(), value.isEmpty() ? null : value);
        }
        return object;
    }
}
