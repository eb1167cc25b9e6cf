package dev.braid.data.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One row for one, its numbers taken from columns. */
public record ColumnRows(List<TensorColumns> tensors) implements TableRows {
    public ColumnRows {
        tensors = new ArrayList<>(tensors);
    }

    @Override
    public String identity() {
        return tensors.toString();
    }

    @Override
    public Maker open() {
        RowNumbers numbers = new RowNumbers(tensors);
        return new Maker() {
            @Override
            public void take(JsonNode row, Sink sink) throws IOException {
                sink.put(numbers.of(row));
            }

            @Override
            public void close() {
                // Holds nothing.
            }
        };
    }
}
