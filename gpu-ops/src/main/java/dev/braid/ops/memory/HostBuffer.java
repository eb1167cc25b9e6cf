package dev.braid.ops.memory;

import java.nio.ByteBuffer;

/**
 * A buffer in off-heap memory of this process, 64-byte aligned, native byte order. Scalars go through
 * {@link #bytes}, vectors through {@link Lanes} over {@link #lanes}.
 */
public final class HostBuffer implements Buffer {
    private final HostArena arena;
    private final DataType type;
    private final long count;
    private final ByteBuffer bytes;
    private final Object lanes;

    HostBuffer(HostArena arena, DataType type, long count, ByteBuffer bytes) {
        this.arena = arena;
        this.type = type;
        this.count = count;
        this.bytes = bytes;
        this.lanes = Lanes.wrap(bytes);
    }

    /** The host buffer behind {@code buffer}; a buffer of another device is refused. */
    public static HostBuffer of(Buffer buffer) {
        return (HostBuffer) buffer;
    }

    @Override
    public DataType type() {
        return type;
    }

    @Override
    public long count() {
        return count;
    }

    /** The memory as bytes; index by element times {@link DataType#bytes}. */
    public ByteBuffer bytes() {
        arena.requireOpen();
        return bytes;
    }

    /** The memory as {@link Lanes} reads it. */
    public Object lanes() {
        arena.requireOpen();
        return lanes;
    }

    public float getFloat(long index) {
        return bytes().getFloat((int) (index << 2));
    }

    public void setFloat(long index, float value) {
        bytes().putFloat((int) (index << 2), value);
    }

    public int getInt(long index) {
        return bytes().getInt((int) (index << 2));
    }

    public void setInt(long index, int value) {
        bytes().putInt((int) (index << 2), value);
    }
}
