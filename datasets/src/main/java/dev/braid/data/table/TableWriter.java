package dev.braid.data.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.data.pack.ShardStore;
import dev.braid.data.row.Quarantine;
import dev.braid.data.row.QuarantinedRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes the rows of one partition as shards. One owner. */
public final class TableWriter {
    private static final int SHARD_BYTES = 4 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ShardStore store;
    private final int partition;
    private final int rowsPerShard;
    private final List<float[]> waiting = new ArrayList<>();
    private final List<TableShard> shards = new ArrayList<>();
    private final List<QuarantinedRow> examples = new ArrayList<>();
    private long good;
    private long bad;

    public TableWriter(ShardStore store, int partition, int width) {
        this.store = store;
        this.partition = partition;
        this.rowsPerShard = Math.max(1, Math.min(1 << 14, SHARD_BYTES / (width * Float.BYTES)));
    }

    public void add(float[] row) throws IOException {
        waiting.add(row);
        if (waiting.size() == rowsPerShard) {
            flush();
        }
    }

    /** A row of the dataset was taken, whatever it made of the table. */
    public void taken() {
        good++;
    }

    public void setAside(QuarantinedRow row) {
        bad++;
        if (examples.size() < Quarantine.MAX_EXAMPLES) {
            examples.add(row);
        }
    }

    private void flush() throws IOException {
        if (!waiting.isEmpty()) {
            shards.add(TableShard.write(store, "rows-%05d-%05d.bin".formatted(partition, shards.size()), waiting));
            waiting.clear();
        }
    }

    /** Writes what is left; what the partition came to. */
    public Part finish() throws IOException {
        flush();
        return new Part(shards, good, bad, examples);
    }

    /**
     * What a partition came to.
     *
     * @param good rows of the dataset that were taken
     * @param bad rows that were set aside
     */
    public record Part(List<TableShard> shards, long good, long bad, List<QuarantinedRow> examples) {
        public String toJson() {
            try {
                return JSON.writeValueAsString(this);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("plain fields are always JSON", e);
            }
        }

        public static Part fromJson(String json) {
            try {
                return JSON.readValue(json, Part.class);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("not a table's part: " + e.getOriginalMessage(), e);
            }
        }
    }
}
