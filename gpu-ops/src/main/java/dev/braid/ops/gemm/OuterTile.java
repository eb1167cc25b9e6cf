package dev.braid.ops.gemm;

import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner kernel of {@link OuterProduct}: eight columns of the left operand times one panel of the right one. Step p
 * reads {@code a[at + p * ROWS ...]} and {@code b[bt + p * PANEL ...]}; row i of the accumulators is
 * {@code c[ct + i * ACCUMULATOR_STRIDE ...]}.
 */
final class OuterTile {
    private static final VectorSpecies<Float> F = Lanes.SPECIES;
    private static final int W = Lanes.COUNT;
    private static final int A = Blocking.ROWS;
    private static final int B = Blocking.PANEL;
    private static final int C = Blocking.ACCUMULATOR_STRIDE;

    private OuterTile() {}

    /** Eight rows of accumulators, continued by {@code depth} steps. */
    static void rows(int depth, float[] a, int at, float[] b, int bt, float[] c, int ct) {
        for (int col = 0; col < B; col += 2 * W) {
            if (W >= 16) {
                rows8(depth, a, at, b, bt + col, c, ct + col);
            } else {
                // Sixteen registers do not hold the accumulators of eight rows.
                rows4(depth, a, at, b, bt + col, c, ct + col);
                rows4(depth, a, at + 4, b, bt + col, c, ct + 4 * C + col);
            }
        }
    }

    private static FloatVector get(float[] c, int at) {
        return FloatVector.fromArray(F, c, at);
    }

    private static void rows8(int depth, float[] a, int at, float[] b, int bt, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + W);
        FloatVector c10 = get(c, ct + C), c11 = get(c, ct + C + W);
        FloatVector c20 = get(c, ct + 2 * C), c21 = get(c, ct + 2 * C + W);
        FloatVector c30 = get(c, ct + 3 * C), c31 = get(c, ct + 3 * C + W);
        FloatVector c40 = get(c, ct + 4 * C), c41 = get(c, ct + 4 * C + W);
        FloatVector c50 = get(c, ct + 5 * C), c51 = get(c, ct + 5 * C + W);
        FloatVector c60 = get(c, ct + 6 * C), c61 = get(c, ct + 6 * C + W);
        FloatVector c70 = get(c, ct + 7 * C), c71 = get(c, ct + 7 * C + W);
        for (int p = 0; p < depth; p++) {
            FloatVector b0 = get(b, bt + p * B);
            FloatVector b1 = get(b, bt + p * B + W);
            FloatVector x = FloatVector.broadcast(F, a[at + p * A]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[at + p * A + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[at + p * A + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[at + p * A + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(F, a[at + p * A + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(F, a[at + p * A + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(F, a[at + p * A + 6]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(F, a[at + p * A + 7]);
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

    private static void rows4(int depth, float[] a, int at, float[] b, int bt, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + W);
        FloatVector c10 = get(c, ct + C), c11 = get(c, ct + C + W);
        FloatVector c20 = get(c, ct + 2 * C), c21 = get(c, ct + 2 * C + W);
        FloatVector c30 = get(c, ct + 3 * C), c31 = get(c, ct + 3 * C + W);
        for (int p = 0; p < depth; p++) {
            FloatVector b0 = get(b, bt + p * B);
            FloatVector b1 = get(b, bt + p * B + W);
            FloatVector x = FloatVector.broadcast(F, a[at + p * A]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[at + p * A + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[at + p * A + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[at + p * A + 3]);
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
}
