package dev.braid.data.spark;

import dev.braid.data.row.QuarantinedRow;
import dev.braid.data.sample.TokenizedSample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What became of a row, as bytes that travel between tasks: a sample or a row set aside. Bytes, because they need no
 * registration with any serializer.
 */
final class RowOutcome {
    private static final byte SAMPLE = 0;
    private static final byte QUARANTINED = 1;

    private RowOutcome() {}

    static byte[] of(TokenizedSample sample) {
        ByteBuffer bytes = ByteBuffer.allocate(1 + 2 * Integer.BYTES * sample.length());
        bytes.put(SAMPLE);
        for (int id : sample.ids()) {
            bytes.putInt(id);
        }
        for (int label : sample.labels()) {
            bytes.putInt(label);
        }
        return bytes.array();
    }

    static byte[] of(QuarantinedRow row) {
        byte[] json = row.toJson().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + json.length).put(QUARANTINED).put(json).array();
    }

    static boolean isSample(byte[] outcome) {
        return outcome[0] == SAMPLE;
    }

    static TokenizedSample sample(byte[] outcome) {
        ByteBuffer bytes = ByteBuffer.wrap(outcome, 1, outcome.length - 1);
        int length = bytes.remaining() / (2 * Integer.BYTES);
        int[] ids = new int[length];
        int[] labels = new int[length];
        bytes.asIntBuffer().get(ids).get(labels);
        return new TokenizedSample(ids, labels);
    }

    static QuarantinedRow quarantined(byte[] outcome) {
        return QuarantinedRow.fromJson(json(outcome));
    }

    static String json(byte[] outcome) {
        return new String(outcome, 1, outcome.length - 1, StandardCharsets.UTF_8);
    }
}
