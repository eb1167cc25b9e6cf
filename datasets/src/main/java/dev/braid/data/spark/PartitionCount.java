package dev.braid.data.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.data.pack.ShardStore;
import dev.braid.data.row.Quarantine;
import dev.braid.data.row.QuarantinedRow;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What a partition of outcomes holds. Made in its task, which writes the rows set aside to the quarantine folder.
 *
 * @param good samples
 * @param bad rows set aside
 * @param examples the first of them
 */
record PartitionCount(long good, long bad, List<QuarantinedRow> examples) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static PartitionCount count(Iterator<byte[]> outcomes, ShardStore quarantine, String file) {
        Counter counter = new Counter();
        byte[] first = counter.nextBad(outcomes);
        if (first != null) {
            try {
                quarantine.write(file, out -> counter.writeBad(first, outcomes, out));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the quarantine to " + quarantine.location(), e);
            }
        }
        return new PartitionCount(counter.good, counter.bad, counter.examples);
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("counts and plain fields are always JSON", e);
        }
    }

    static PartitionCount fromJson(String json) {
        try {
            return JSON.readValue(json, PartitionCount.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a partition's count: " + e.getOriginalMessage(), e);
        }
    }

    /** Counts one partition. One owner. */
    private static final class Counter {
        private final List<QuarantinedRow> examples = new ArrayList<>();
        private long good;
        private long bad;

        byte[] nextBad(Iterator<byte[]> outcomes) {
            while (outcomes.hasNext()) {
                byte[] outcome = outcomes.next();
                if (!RowOutcome.isSample(outcome)) {
                    return outcome;
                }
                good++;
            }
            return null;
        }

        void writeBad(byte[] first, Iterator<byte[]> outcomes, OutputStream out) throws IOException {
            for (byte[] outcome = first; outcome != null; outcome = nextBad(outcomes)) {
                bad++;
                if (examples.size() < Quarantine.MAX_EXAMPLES) {
                    examples.add(RowOutcome.quarantined(outcome));
                }
                out.write((RowOutcome.json(outcome) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
