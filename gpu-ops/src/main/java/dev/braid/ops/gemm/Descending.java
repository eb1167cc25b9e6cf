package dev.braid.ops.gemm;

import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;

/** Copies a block of a matrix with its rows in descending order, the order in which gradients are summed. */
final class Descending {
    private Descending() {}

    /**
     * Copies columns {@code [col, col + count)} of rows {@code last, last - 1, ...} to {@code into[at + p * stride ...]},
     * zeros up to {@code padded} columns.
     */
    static void copy(Matrix m, int last, int rows, int col, int count, float[] into, int at, int stride, int padded) {
        HostBuffer buffer = m.host();
        long from = m.rowOffset(last) + col;
        int vectors = count - count % Lanes.COUNT;
        if (vectors > 0) {
            copyVectors(buffer.lanes(), from << 2, (long) m.stride() << 2, rows, vectors, into, at, stride);
        }
        for (int p = 0; vectors < padded && p < rows; p++) {
            long row = from - (long) p * m.stride();
            for (int i = vectors; i < padded; i++) {
                into[at + p * stride + i] = i < count ? buffer.getFloat(row + i) : 0;
            }
        }
    }

    private static void copyVectors(
            Object lanes, long from, long strideBytes, int rows, int count, float[] into, int at, int stride) {
        for (int p = 0; p < rows; p++) {
            long row = from - p * strideBytes;
            for (int i = 0; i < count; i += Lanes.COUNT) {
                Lanes.load(lanes, row + ((long) i << 2)).intoArray(into, at + p * stride + i);
            }
        }
    }

    /**
     * Copies columns {@code [col, col + count)}, {@code count} a multiple of a panel, into panels of {@code DEPTH}
     * steps each: a row's piece is read in one go, since rows may lie a page apart.
     */
    static void copyPanels(Matrix m, int last, int rows, int col, int count, float[] into) {
        long from = (m.rowOffset(last) + col) << 2;
        copyPanels(m.host().lanes(), from, (long) m.stride() << 2, rows, count, into);
    }

    private static void copyPanels(Object lanes, long from, long strideBytes, int rows, int count, float[] into) {
        for (int p = 0; p < rows; p++) {
            long row = from - p * strideBytes;
            int to = p * Blocking.PANEL;
            for (int j = 0; j < count; j += Blocking.PANEL) {
                for (int i = 0; i < Blocking.PANEL; i += Lanes.COUNT) {
                    Lanes.load(lanes, row + ((long) (j + i) << 2)).intoArray(into, to + i);
                }
                to += Blocking.PANEL * Blocking.DEPTH;
            }
        }
    }

    /** Multiplies {@code count} values of each row by {@code scale}. */
    static void scale(float scale, int rows, int count, float[] values, int stride) {
        for (int p = 0; p < rows; p++) {
            for (int i = 0; i < count; i++) {
                values[p * stride + i] *= scale;
            }
        }
    }
}
