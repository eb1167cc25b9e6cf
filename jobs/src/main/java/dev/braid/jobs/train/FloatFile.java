package dev.braid.jobs.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** A file of little-endian floats with its checksum kept elsewhere. */
record FloatFile(String name, long floats, long crc32c) {
    private static final int CHUNK = 1 << 16;

    static FloatFile write(Path folder, String name, float[] values) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer chunk = chunk();
        try (FileChannel channel =
                FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int from = 0; from < values.length; from += CHUNK) {
                int count = Math.min(CHUNK, values.length - from);
                chunk.clear().limit(count * Float.BYTES);
                chunk.asFloatBuffer().put(values, from, count);
                crc.update(chunk.duplicate());
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            }
            channel.force(true);
        }
        return new FloatFile(name, values.length, crc.getValue());
    }

    float[] read(Path folder) throws IOException {
        Path file = folder.resolve(name);
        long expected = floats * Float.BYTES;
        if (!Files.exists(file) || Files.size(file) != expected) {
            throw new TornException(folder + " is torn: " + name + " has "
                    + (Files.exists(file) ? Files.size(file) + " bytes" : "no file") + ", must have " + expected
                    + " bytes");
        }
        CRC32C crc = new CRC32C();
        float[] values = new float[Math.toIntExact(floats)];
        ByteBuffer chunk = chunk();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int from = 0; from < values.length; from += CHUNK) {
                int count = Math.min(CHUNK, values.length - from);
                chunk.clear().limit(count * Float.BYTES);
                while (chunk.hasRemaining() && channel.read(chunk) >= 0) {}
                chunk.flip();
                chunk.asFloatBuffer().get(values, from, count);
                crc.update(chunk);
            }
        }
        if (crc.getValue() != crc32c) {
            throw new TornException(folder + " is torn: the bytes of " + name + " have checksum "
                    + Long.toHexString(crc.getValue()) + ", must have " + Long.toHexString(crc32c));
        }
        return values;
    }

    private static ByteBuffer chunk() {
        return ByteBuffer.allocateDirect(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
