package dev.braid.stage;

import java.nio.ByteBuffer;

/**
 * Consecutive samples of a border tensor, or of its gradient, in memory.
 *
 * @param count samples
 * @param data direct, in the machine's byte order, from position to limit; not to be written by who gets it
 * @param owner keeps the memory alive: hold it as long as the data is read
 */
public record Samples(BorderTensor tensor, int count, ByteBuffer data, Object owner) {
    public Samples {
        long bytes = (long) count * tensor.sampleBytes();
        if (!data.isDirect() || data.remaining() != bytes) {
            throw new IllegalArgumentException(count + " samples of " + tensor.name() + " are " + bytes
                    + " direct bytes, but the buffer is " + data);
        }
    }
}
