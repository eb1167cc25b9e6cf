package dev.braid.ops.memory;

/** Checks of operand shapes, made when an operation is enqueued. */
public final class Shapes {
    private Shapes() {}

    /** Refuses a matrix that is not {@code [rows, cols]}. */
    public static void require(String operand, Matrix found, int rows, int cols) {
        if (found.rows() != rows || found.cols() != cols) {
            throw new IllegalArgumentException(operand + " is [" + found.rows() + ", " + found.cols() + "], expected ["
                    + rows + ", " + cols + "]");
        }
    }

    /** Refuses a vector of ids that does not have {@code count} elements. */
    public static void require(String operand, Ints found, int count) {
        if (found.count() != count) {
            throw new IllegalArgumentException(
                    operand + " has " + found.count() + " elements, expected " + count + ", one per row");
        }
    }

    /** Refuses, when the operation runs, an id outside {@code [0, bound)}. */
    public static int requireIndex(String operand, int at, int value, int bound) {
        if (value < 0 || value >= bound) {
            throw new IndexOutOfBoundsException(
                    operand + "[" + at + "] is " + value + ", must be in [0, " + bound + ")");
        }
        return value;
    }
}
