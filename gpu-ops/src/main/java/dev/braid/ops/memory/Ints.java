package dev.braid.ops.memory;

/**
 * A view of consecutive i32 elements: ids, positions, slots, page numbers.
 *
 * @param offset elements before the first
 */
public record Ints(Buffer buffer, long offset, int count) {
    public Ints {
        if (buffer.type() != DataType.INT32 || offset < 0 || count < 0 || offset + count > buffer.count()) {
            throw new IllegalArgumentException("ints [" + offset + ", " + (offset + count)
                    + ") do not lie in a buffer of " + buffer.count() + " " + buffer.type() + " elements");
        }
    }

    /** Elements {@code [from, from + count)} of this view. */
    public Ints slice(int from, int count) {
        if (from < 0 || from + count > this.count) {
            throw new IndexOutOfBoundsException(
                    "[" + from + ", " + (from + count) + ") does not lie in [0, " + this.count + ")");
        }
        return new Ints(buffer, offset + from, count);
    }

    /** Reads one element on the host. */
    public int get(int index) {
        return HostBuffer.of(buffer).getInt(offset + index);
    }

    /** Writes one element on the host. */
    public void set(int index, int value) {
        HostBuffer.of(buffer).setInt(offset + index, value);
    }
}
