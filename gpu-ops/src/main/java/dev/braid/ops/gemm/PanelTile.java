package dev.braid.ops.gemm;

import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner kernels of {@link PanelProduct} for the panels that are left when the others are taken four at a time: a few
 * rows times one panel. Row i of the left operand is {@code a[at + i * DEPTH ...]}, row i of the accumulators
 * {@code c[ct + i * ACCUMULATOR_STRIDE ...]}. Each kernel continues the accumulators' chains by {@code depth} steps; which
 * kernel computes a row does not change its bits.
 */
final class PanelTile {
    private static final VectorSpecies<Float> F = Lanes.SPECIES;
    private static final int W = Lanes.COUNT;
    private static final int A = Blocking.DEPTH;
    private static final int C = Blocking.ACCUMULATOR_STRIDE;
    private static final int STEP_BYTES = Blocking.PANEL * Float.BYTES;

    private PanelTile() {}

    /** Rows {@code [first, rows)} times one panel. */
    static void rows(int first, int rows, int depth, float[] a, Object panel, long from, float[] c, int ct) {
        int row = first;
        for (; W >= 16 && row + 8 <= rows; row += 8) {
            rows8(depth, a, row * A, panel, from, c, ct + row * C);
        }
        for (; row + 4 <= rows; row += 4) {
            each(4, depth, a, row * A, panel, from, c, ct + row * C);
        }
        for (; row + 2 <= rows; row += 2) {
            each(2, depth, a, row * A, panel, from, c, ct + row * C);
        }
        if (row < rows) {
            each(1, depth, a, row * A, panel, from, c, ct + row * C);
        }
    }

    private static void each(int rows, int depth, float[] a, int at, Object panel, long from, float[] c, int ct) {
        for (int col = 0; col < Blocking.PANEL; col += 2 * W) {
            long bytes = from + (long) col * Float.BYTES;
            switch (rows) {
                case 4 -> rows4(depth, a, at, panel, bytes, c, ct + col);
                case 2 -> rows2(depth, a, at, panel, bytes, c, ct + col);
                default -> row1(depth, a, at, panel, bytes, c, ct + col);
            }
        }
    }

    private static FloatVector get(float[] c, int at) {
        return FloatVector.fromArray(F, c, at);
    }

    /** Needs more than sixteen registers. */
    static void rows8(int depth, float[] a, int at, Object panel, long from, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + W);
        FloatVector c10 = get(c, ct + C), c11 = get(c, ct + C + W);
        FloatVector c20 = get(c, ct + 2 * C), c21 = get(c, ct + 2 * C + W);
        FloatVector c30 = get(c, ct + 3 * C), c31 = get(c, ct + 3 * C + W);
        FloatVector c40 = get(c, ct + 4 * C), c41 = get(c, ct + 4 * C + W);
        FloatVector c50 = get(c, ct + 5 * C), c51 = get(c, ct + 5 * C + W);
        FloatVector c60 = get(c, ct + 6 * C), c61 = get(c, ct + 6 * C + W);
        FloatVector c70 = get(c, ct + 7 * C), c71 = get(c, ct + 7 * C + W);
        for (int p = 0; p < depth; p++) {
            long offset = from + (long) p * STEP_BYTES;
            FloatVector b0 = Lanes.load(panel, offset);
            FloatVector b1 = Lanes.load(panel, offset + W * Float.BYTES);
            FloatVector x = FloatVector.broadcast(F, a[at + p]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[at + A + p]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[at + 2 * A + p]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[at + 3 * A + p]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(F, a[at + 4 * A + p]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(F, a[at + 5 * A + p]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(F, a[at + 6 * A + p]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(F, a[at + 7 * A + p]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
        }
        c00.intoArray(c, ct);
        c01.intoArray(c, ct + W);
        c10.intoArray(c, ct + C);
        c11.intoArray(c, ct + C + W);
        c20.intoArray(c, ct + 2 * C);
        c21.intoArray(c, ct + 2 * C + W);
        c30.intoArray(c, ct + 3 * C);
        c31.intoArray(c, ct + 3 * C + W);
        c40.intoArray(c, ct + 4 * C);
        c41.intoArray(c, ct + 4 * C + W);
        c50.intoArray(c, ct + 5 * C);
        c51.intoArray(c, ct + 5 * C + W);
        c60.intoArray(c, ct + 6 * C);
        c61.intoArray(c, ct + 6 * C + W);
        c70.intoArray(c, ct + 7 * C);
        c71.intoArray(c, ct + 7 * C + W);
    }

    private static void rows4(int depth, float[] a, int at, Object panel, long from, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + W);
        FloatVector c10 = get(c, ct + C), c11 = get(c, ct + C + W);
        FloatVector c20 = get(c, ct + 2 * C), c21 = get(c, ct + 2 * C + W);
        FloatVector c30 = get(c, ct + 3 * C), c31 = get(c, ct + 3 * C + W);
        for (int p = 0; p < depth; p++) {
            long offset = from + (long) p * STEP_BYTES;
            FloatVector b0 = Lanes.load(panel, offset);
            FloatVector b1 = Lanes.load(panel, offset + W * Float.BYTES);
            FloatVector x = FloatVector.broadcast(F, a[at + p]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[at + A + p]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[at + 2 * A + p]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[at + 3 * A + p]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoArray(c, ct);
        c01.intoArray(c, ct + W);
        c10.intoArray(c, ct + C);
        c11.intoArray(c, ct + C + W);
        c20.intoArray(c, ct + 2 * C);
        c21.intoArray(c, ct + 2 * C + W);
        c30.intoArray(c, ct + 3 * C);
        c31.intoArray(c, ct + 3 * C + W);
    }

    private static void rows2(int depth, float[] a, int at, Object panel, long from, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + W);
        FloatVector c10 = get(c, ct + C), c11 = get(c, ct + C + W);
        for (int p = 0; p < depth; p++) {
            long offset = from + (long) p * STEP_BYTES;
            FloatVector b0 = Lanes.load(panel, offset);
            FloatVector b1 = Lanes.load(panel, offset + W * Float.BYTES);
            FloatVector x = FloatVector.broadcast(F, a[at + p]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[at + A + p]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
        }
        c00.intoArray(c, ct);
        c01.intoArray(c, ct + W);
        c10.intoArray(c, ct + C);
        c11.intoArray(c, ct + C + W);
    }

    private static void row1(int depth, float[] a, int at, Object panel, long from, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + W);
        for (int p = 0; p < depth; p++) {
            long offset = from + (long) p * STEP_BYTES;
            FloatVector x = FloatVector.broadcast(F, a[at + p]);
            c00 = x.fma(Lanes.load(panel, offset), c00);
            c01 = x.fma(Lanes.load(panel, offset + W * Float.BYTES), c01);
        }
        c00.intoArray(c, ct);
        c01.intoArray(c, ct + W);
    }
}
