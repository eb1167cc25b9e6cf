package dev.braid.ops.gemm;

import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;

/** Copies a block of a matrix with its rows in descending order, the order in which gradients are summed. */
final class Descending {
    /**
     * Elements from one panel's end to the next one's begin: a line. Without it, what a row brings to the panels would all
     * fall into a few of the first-level cache's sets.
     */
    private static final int APART = 16;

    private Descending() {}

    /** Where the panel that begins at a column, a multiple of {@code width}, lies. */
    static int at(int column, int width) {
        return column * Blocking.PASS + column / width * APART;
    }

    /**
     * Copies columns {@code [col, col + count)} of rows {@code last, last - 1, ...} into panels of {@code width} columns
     * and {@code PASS} steps each; zeros fill the last panel. A row's piece is read in one go, since rows may lie a page
     * apart.
     *
     * @param width a multiple of a vector
     */
    static void copyPanels(Matrix m, int last, int rows, int col, int count, int width, float[] into) {
        HostBuffer buffer = m.host();
        long from = m.rowOffset(last) + col;
        int whole = count - count % width;
        copyWhole(buffer.lanes(), from << 2, (long) m.stride() << 2, rows, whole, width, into);
        for (int p = 0; whole < count && p < rows; p++) {
            long row = from - (long) p * m.stride() + whole;
            int to = at(whole, width) + p * width;
            for (int i = 0; i < width; i++) {
                into[to + i] = i < count - whole ? buffer.getFloat(row + i) : 0;
            }
        }
    }

    private static void copyWhole(
            Object lanes, long from, long strideBytes, int rows, int count, int width, float[] into) {
        for (int p = 0; p < rows; p++) {
            long row = from - p * strideBytes;
            int to = p * width;
            for (int j = 0; j < count; j += width) {
                for (int i = 0; i < width; i += Lanes.COUNT) {
                    Lanes.load(lanes, row + ((long) (j + i) << 2)).intoArray(into, to + i);
                }
                to += at(width, width);
            }
        }
    }

    /** Multiplies the values of {@code count} columns in panels by {@code scale}. */
    static void scale(float scale, int rows, int count, int width, float[] panels) {
        for (int panel = 0; panel < count; panel += width) {
            int from = at(panel, width);
            for (int i = from; i < from + rows * width; i++) {
                panels[i] *= scale;
            }
        }
    }
}
