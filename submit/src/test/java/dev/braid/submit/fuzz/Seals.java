package dev.braid.submit.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Checksums put right after a mutation, so that what stands behind them is read as well. */
final class Seals {
    private static final int SHARD_FIXED = 16;

    private Seals() {}

    /** The last four bytes become the checksum of all before. */
    static byte[] crc32cAtEnd(byte[] input) {
        if (input.length >= Integer.BYTES) {
            seal(input, 0, input.length - Integer.BYTES);
        }
        return input;
    }

    /** The header of a shard of packed sequences, and all behind it as one sequence. */
    static byte[] shard(byte[] input) {
        if (input.length < SHARD_FIXED) {
            return input;
        }
        int sequences = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        long body = SHARD_FIXED + Long.BYTES * (sequences + 1L);
        if (sequences >= 1 && body + 2 * Integer.BYTES <= input.length) {
            seal(input, 0, (int) body);
            seal(input, (int) body + Integer.BYTES, input.length - Integer.BYTES);
        }
        return input;
    }

    private static void seal(byte[] input, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(input, from, Math.max(0, to - from));
        ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).putInt(to, (int) crc.getValue());
    }
}
