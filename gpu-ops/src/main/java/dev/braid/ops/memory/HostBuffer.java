package dev.braid.ops.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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

    /**
     * A buffer over memory that somebody else owns and keeps while it is used.
     *
     * @param direct in native byte order; as far as its limit
     */
    public static HostBuffer over(ByteBuffer direct, DataType type) {
        if (!direct.isDirect() || direct.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException(
                    "the buffer is " + (direct.isDirect() ? "direct" : "on the heap") + " in " + direct.order()
                            + " order; kernels read direct buffers in " + ByteOrder.nativeOrder() + " order");
        }
        ByteBuffer own = direct.slice().order(ByteOrder.nativeOrder());
        return new HostBuffer(new HostArena("borrowed memory", 0), type, own.capacity() / type.bytes(), own);
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
