package dev.braid.ops.attention;

import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost products of attention: {@code c[i][0 .. width) += sum over k of a[i][k] * b[k][0 .. width)}, one chain
 * of fused multiply-adds over k ascending per element, continued from the value found in c.
 *
 * <p>Element (i, k) of a is {@code a[at + i * row + k * step]}; row k of b begins {@code k * bStep} bytes behind the
 * given offset of each vector. Kernels differ in how many rows and vectors they hold in registers.
 */
final class TileKernels {
    private static final int N = Lanes.COUNT;

    private TileKernels() {}

    /** Eight rows by two vectors. */
    static void eightByTwo(
            float[] a,
            int at,
            int row,
            int step,
            Object b,
            long b0,
            long b1,
            long bStep,
            float[] c,
            int ci,
            int cRow,
            int n) {
        FloatVector c00 = load(c, ci);
        FloatVector c01 = load(c, ci + N);
        FloatVector c10 = load(c, ci + cRow);
        FloatVector c11 = load(c, ci + cRow + N);
        FloatVector c20 = load(c, ci + 2 * cRow);
        FloatVector c21 = load(c, ci + 2 * cRow + N);
        FloatVector c30 = load(c, ci + 3 * cRow);
        FloatVector c31 = load(c, ci + 3 * cRow + N);
        FloatVector c40 = load(c, ci + 4 * cRow);
        FloatVector c41 = load(c, ci + 4 * cRow + N);
        FloatVector c50 = load(c, ci + 5 * cRow);
        FloatVector c51 = load(c, ci + 5 * cRow + N);
        FloatVector c60 = load(c, ci + 6 * cRow);
        FloatVector c61 = load(c, ci + 6 * cRow + N);
        FloatVector c70 = load(c, ci + 7 * cRow);
        FloatVector c71 = load(c, ci + 7 * cRow + N);
        for (int k = 0; k < n; k++) {
            FloatVector left = Lanes.load(b, b0 + k * bStep);
            FloatVector right = Lanes.load(b, b1 + k * bStep);
            int from = at + k * step;
            FloatVector x = spread(a[from]);
            c00 = x.fma(left, c00);
            c01 = x.fma(right, c01);
            x = spread(a[from + row]);
            c10 = x.fma(left, c10);
            c11 = x.fma(right, c11);
            x = spread(a[from + 2 * row]);
            c20 = x.fma(left, c20);
            c21 = x.fma(right, c21);
            x = spread(a[from + 3 * row]);
            c30 = x.fma(left, c30);
            c31 = x.fma(right, c31);
            x = spread(a[from + 4 * row]);
            c40 = x.fma(left, c40);
            c41 = x.fma(right, c41);
            x = spread(a[from + 5 * row]);
            c50 = x.fma(left, c50);
            c51 = x.fma(right, c51);
            x = spread(a[from + 6 * row]);
            c60 = x.fma(left, c60);
            c61 = x.fma(right, c61);
            x = spread(a[from + 7 * row]);
            c70 = x.fma(left, c70);
            c71 = x.fma(right, c71);
        }
        c00.intoArray(c, ci);
        c01.intoArray(c, ci + N);
        c10.intoArray(c, ci + cRow);
        c11.intoArray(c, ci + cRow + N);
        c20.intoArray(c, ci + 2 * cRow);
        c21.intoArray(c, ci + 2 * cRow + N);
        c30.intoArray(c, ci + 3 * cRow);
        c31.intoArray(c, ci + 3 * cRow + N);
        c40.intoArray(c, ci + 4 * cRow);
        c41.intoArray(c, ci + 4 * cRow + N);
        c50.intoArray(c, ci + 5 * cRow);
        c51.intoArray(c, ci + 5 * cRow + N);
        c60.intoArray(c, ci + 6 * cRow);
        c61.intoArray(c, ci + 6 * cRow + N);
        c70.intoArray(c, ci + 7 * cRow);
        c71.intoArray(c, ci + 7 * cRow + N);
    }

    /** Four rows by two vectors. */
    static void fourByTwo(
            float[] a,
            int at,
            int row,
            int step,
            Object b,
            long b0,
            long b1,
            long bStep,
            float[] c,
            int ci,
            int cRow,
            int n) {
        FloatVector c00 = load(c, ci);
        FloatVector c01 = load(c, ci + N);
        FloatVector c10 = load(c, ci + cRow);
        FloatVector c11 = load(c, ci + cRow + N);
        FloatVector c20 = load(c, ci + 2 * cRow);
        FloatVector c21 = load(c, ci + 2 * cRow + N);
        FloatVector c30 = load(c, ci + 3 * cRow);
        FloatVector c31 = load(c, ci + 3 * cRow + N);
        for (int k = 0; k < n; k++) {
            FloatVector left = Lanes.load(b, b0 + k * bStep);
            FloatVector right = Lanes.load(b, b1 + k * bStep);
            int from = at + k * step;
            FloatVector x = spread(a[from]);
            c00 = x.fma(left, c00);
            c01 = x.fma(right, c01);
            x = spread(a[from + row]);
            c10 = x.fma(left, c10);
            c11 = x.fma(right, c11);
            x = spread(a[from + 2 * row]);
            c20 = x.fma(left, c20);
            c21 = x.fma(right, c21);
            x = spread(a[from + 3 * row]);
            c30 = x.fma(left, c30);
            c31 = x.fma(right, c31);
        }
        c00.intoArray(c, ci);
        c01.intoArray(c, ci + N);
        c10.intoArray(c, ci + cRow);
        c11.intoArray(c, ci + cRow + N);
        c20.intoArray(c, ci + 2 * cRow);
        c21.intoArray(c, ci + 2 * cRow + N);
        c30.intoArray(c, ci + 3 * cRow);
        c31.intoArray(c, ci + 3 * cRow + N);
    }

    /** One row by four vectors. */
    static void oneByFour(
            float[] a,
            int at,
            int step,
            Object b,
            long b0,
            long b1,
            long b2,
            long b3,
            long bStep,
            float[] c,
            int ci,
            int n) {
        FloatVector c0 = load(c, ci);
        FloatVector c1 = load(c, ci + N);
        FloatVector c2 = load(c, ci + 2 * N);
        FloatVector c3 = load(c, ci + 3 * N);
        for (int k = 0; k < n; k++) {
            FloatVector x = spread(a[at + k * step]);
            long offset = k * bStep;
            c0 = x.fma(Lanes.load(b, b0 + offset), c0);
            c1 = x.fma(Lanes.load(b, b1 + offset), c1);
            c2 = x.fma(Lanes.load(b, b2 + offset), c2);
            c3 = x.fma(Lanes.load(b, b3 + offset), c3);
        }
        c0.intoArray(c, ci);
        c1.intoArray(c, ci + N);
        c2.intoArray(c, ci + 2 * N);
        c3.intoArray(c, ci + 3 * N);
    }

    /** One row by one vector. */
    static void oneByOne(float[] a, int at, int step, Object b, long b0, long bStep, float[] c, int ci, int n) {
        FloatVector c0 = load(c, ci);
        for (int k = 0; k < n; k++) {
            c0 = spread(a[at + k * step]).fma(Lanes.load(b, b0 + k * bStep), c0);
        }
        c0.intoArray(c, ci);
    }

    private static FloatVector load(float[] array, int at) {
        return FloatVector.fromArray(Lanes.SPECIES, array, at);
    }

    private static FloatVector spread(float value) {
        return FloatVector.broadcast(Lanes.SPECIES, value);
    }
}
