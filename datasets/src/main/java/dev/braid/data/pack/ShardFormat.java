package dev.braid.data.pack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The layout of a shard file, little-endian.
 *
 * <pre>
 * header   magic "BRAIDPAK", int version, int sequences, long[sequences + 1] offsets, int crc32c of all before
 * sequence int length, int[length] ids, int[length] labels, int[length] segmentStart, int crc32c of all before
 * </pre>
 *
 * Offsets are from the beginning of the file; the last one is the length of the file.
 */
final class ShardFormat {
    static final long MAGIC = ByteBuffer.wrap("BRAIDPAK".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    static final int VERSION = 1;
    static final int FIXED_HEADER_BYTES = 16;

    private ShardFormat() {}

    static int headerBytes(int sequences) {
        return FIXED_HEADER_BYTES + Long.BYTES * (sequences + 1) + Integer.BYTES;
    }

    static long sequenceBytes(int length) {
        return Integer.BYTES * (3L * length + 2);
    }

    static ByteBuffer encode(PackedSequence sequence) {
        ByteBuffer bytes = littleEndian(new byte[Math.toIntExact(sequenceBytes(sequence.length()))]);
        bytes.putInt(sequence.length());
        put(bytes, sequence.ids());
        put(bytes, sequence.labels());
        put(bytes, sequence.segmentStart());
        return bytes.putInt(crc(bytes.array(), bytes.position())).flip();
    }

    /** The sequence in {@code content}, or null if its checksum or its length says that it is corrupt. */
    static PackedSequence decode(byte[] content) {
        ByteBuffer bytes = littleEndian(content);
        int body = content.length - Integer.BYTES;
        int length = bytes.getInt();
        if (length < 1 || sequenceBytes(length) != content.length || bytes.getInt(body) != crc(content, body)) {
            return null;
        }
        return new PackedSequence(take(bytes, length), take(bytes, length), take(bytes, length));
    }

    static ByteBuffer littleEndian(byte[] content) {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    static int crc(byte[] content, int length) {
        CRC32C crc = new CRC32C();
        crc.update(content, 0, length);
        return (int) crc.getValue();
    }

    private static void put(ByteBuffer bytes, int[] values) {
        for (int value : values) {
            bytes.putInt(value);
        }
    }

    private static int[] take(ByteBuffer bytes, int length) {
        int[] values = new int[length];
        for (int i = 0; i < length; i++) {
            values[i] = bytes.getInt();
        }
        return values;
    }
}
