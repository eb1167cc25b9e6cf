package dev.braid.ops.memory;

/**
 * A view of f32 elements as {@code [rows, cols]}: element (r, c) is at {@code offset + r * stride + c} of the buffer.
 *
 * @param offset elements before (0, 0)
 * @param stride elements from one row to the next, at least {@code cols}
 */
public record Matrix(Buffer buffer, long offset, int rows, int cols, int stride) {
    public Matrix {
        if (buffer.type() != DataType.FLOAT32) {
            throw new IllegalArgumentException("a matrix needs a FLOAT32 buffer, got " + buffer.type());
        }
        long end = rows == 0 ? offset : offset + (long) (rows - 1) * stride + cols;
        if (rows < 0 || cols < 0 || stride < cols || offset < 0 || end > buffer.count()) {
            throw new IllegalArgumentException("matrix [" + rows + ", " + cols + "] with stride " + stride
                    + " at offset " + offset + " does not lie in a buffer of " + buffer.count() + " elements");
        }
    }

    /** The first {@code rows * cols} elements of a buffer. */
    public static Matrix of(Buffer buffer, int rows, int cols) {
        return new Matrix(buffer, 0, rows, cols, cols);
    }

    /** Rows {@code [from, from + count)} of this matrix. */
    public Matrix rows(int from, int count) {
        requireRange("rows", from, count, rows);
        return new Matrix(buffer, offset + (long) from * stride, count, cols, stride);
    }

    /** Columns {@code [from, from + count)} of this matrix. */
    public Matrix columns(int from, int count) {
        requireRange("columns", from, count, cols);
        return new Matrix(buffer, offset + from, rows, count, stride);
    }

    /** The index of (row, 0) in the buffer. */
    public long rowOffset(int row) {
        return offset + (long) row * stride;
    }

    /** The host memory behind this view. */
    public HostBuffer host() {
        return HostBuffer.of(buffer);
    }

    /** Reads one element on the host. */
    public float get(int row, int col) {
        return host().getFloat(rowOffset(row) + col);
    }

    /** Writes one element on the host. */
    public void set(int row, int col, float value) {
        host().setFloat(rowOffset(row) + col, value);
    }

    private static void requireRange(String what, int from, int count, int bound) {
        if (from < 0 || count < 0 || from + count > bound) {
            throw new IndexOutOfBoundsException(
                    what + " [" + from + ", " + (from + count) + ") do not lie in [0, " + bound + ")");
        }
    }
}
