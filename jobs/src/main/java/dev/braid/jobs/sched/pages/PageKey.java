package dev.braid.jobs.sched.pages;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a full KV page holds: a digest of the weights that computed it, of all tokens before it and of its own. Equal
 * keys mean equal keys and values, bit for bit. 128 bits of SHA-256, so that no client can make two prompts collide.
 */
public record PageKey(long high, long low) {
    /** The key that the first page of a sequence continues: names model, adapter and version. */
    public static PageKey root(String weights) {
        return digest(weights.getBytes(StandardCharsets.UTF_8));
    }

    /** The key of the page that follows this one and holds {@code tokens[from, from + count)}. */
    public PageKey next(int[] tokens, int from, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES + count * Integer.BYTES);
        bytes.putLong(high).putLong(low);
        for (int i = from; i < from + count; i++) {
            bytes.putInt(tokens[i]);
        }
        return digest(bytes.array());
    }

    private static PageKey digest(byte[] bytes) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new PageKey(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
