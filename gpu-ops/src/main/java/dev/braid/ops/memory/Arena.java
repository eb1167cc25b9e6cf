package dev.braid.ops.memory;

/** A scope that owns device memory up to a fixed size: buffers are taken from it and all freed by {@link #close}. */
public interface Arena extends AutoCloseable {
    /** A zeroed buffer; throws {@link OutOfDeviceMemoryException} naming the arena, the buffer and the bound. */
    Buffer allocate(String name, DataType type, long count);

    /** A zeroed f32 matrix {@code [rows, cols]} in a buffer of its own. */
    default Matrix matrix(String name, int rows, int cols) {
        return Matrix.of(allocate(name, DataType.FLOAT32, (long) rows * cols), rows, cols);
    }

    /** A zeroed i32 vector in a buffer of its own. */
    default Ints ints(String name, int count) {
        return new Ints(allocate(name, DataType.INT32, count), 0, count);
    }

    /** Bytes handed out so far. */
    long used();

    /** Bytes that may be handed out in all. */
    long capacity();

    @Override
    void close();
}
