package dev.braid.jobs.control;

import dev.braid.jobs.adapter.AdapterVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A version and its weights on the wire: magic, step, length of the name, name, number of floats, floats, CRC32C of
 * all before it; little-endian.
 */
public record VersionMessage(AdapterVersion version, float[] weights) {
    private static final int MAGIC = 0x31565242;
    private static final int FIXED = Integer.BYTES + Long.BYTES + Integer.BYTES + Integer.BYTES + Integer.BYTES;

    /** The bytes to send. */
    public byte[] encode() {
        byte[] name = version.name().getBytes(StandardCharsets.UTF_8);
        int length = Math.addExact(FIXED + name.length, Math.multiplyExact(weights.length, Float.BYTES));
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putLong(version.step()).putInt(name.length).put(name).putInt(weights.length);
        out.asFloatBuffer().put(weights);
        out.position(out.position() + weights.length * Float.BYTES);
        return out.putInt(crc(out.array(), out.position())).array();
    }

    /** @throws IllegalArgumentException saying what is wrong with the bytes */
    public static VersionMessage decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < FIXED || in.getInt() != MAGIC) {
            throw new IllegalArgumentException(bytes.length + " bytes are not a version message");
        }
        int expected = in.getInt(bytes.length - Integer.BYTES);
        int actual = crc(bytes, bytes.length - Integer.BYTES);
        if (expected != actual) {
            throw new IllegalArgumentException("version message has checksum " + Integer.toHexString(actual)
                    + ", must have " + Integer.toHexString(expected));
        }
        long step = in.getLong();
        byte[] name = new byte[bounded("name", in.getInt(), in.remaining() - 2 * Integer.BYTES, 1)];
        in.get(name);
        float[] weights = new float[bounded("weights", in.getInt(), in.remaining() - Integer.BYTES, Float.BYTES)];
        in.asFloatBuffer().get(weights);
        return new VersionMessage(new AdapterVersion(new String(name, StandardCharsets.UTF_8), step), weights);
    }

    /** @param left bytes that the elements may take */
    private static int bounded(String field, int count, int left, int size) {
        if (count < 0 || left < 0 || count > left / size) {
            throw new IllegalArgumentException(
                    field + " of a version message has " + count + " elements, but " + left + " bytes are left for it");
        }
        return count;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
