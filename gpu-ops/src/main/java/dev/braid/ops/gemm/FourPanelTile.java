package dev.braid.ops.gemm;

import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner kernels of {@link PanelProduct}: rows times four panels. Whoever comes to a piece of panels first brings it from
 * memory. A processor reads ahead in each of several streams, but never past a page, and best where the lines of a stream
 * come one after another; so few rows take several panels side by side, and each step of a panel, two lines, is read as
 * a whole. From eight rows on there is arithmetic enough to read ahead under, and one panel at a time has the most of it
 * for each load (docs/performance.md). Rows and accumulators lie as in {@link PanelTile}, whose bits these are.
 */
final class FourPanelTile {
    /** Panels that are read at a time. */
    static final int PANELS = 4;

    private static final VectorSpecies<Float> F = Lanes.SPECIES;
    private static final int W = Lanes.COUNT;
    private static final int A = Blocking.DEPTH;
    private static final int C = Blocking.ACCUMULATOR_STRIDE;
    private static final int N = Blocking.PANEL;
    private static final int STEP_BYTES = Blocking.PANEL * Float.BYTES;

    private FourPanelTile() {}

    /** Rows {@code [first, rows)}, of which the first begins at {@code at}, times four panels {@code apart} bytes from each other. */
    static void rows(
            int first,
            int rows,
            int depth,
            float[] a,
            int at,
            Object panels,
            long from,
            long apart,
            float[] c,
            int ct) {
        int row = first;
        if (W >= 16) {
            for (; row + 8 <= rows; row += 8) {
                for (int panel = 0; panel < PANELS; panel++) {
                    PanelTile.rows8(depth, a, at + row * A, panels, from + panel * apart, c, ct + row * C + panel * N);
                }
            }
            for (; row + 4 <= rows; row += 4) {
                for (int panel = 0; panel < PANELS; panel += 2) {
                    rows4(depth, a, at + row * A, panels, from + panel * apart, apart, c, ct + row * C + panel * N);
                }
            }
            for (; row + 2 <= rows; row += 2) {
                rows2(depth, a, at + row * A, panels, from, apart, c, ct + row * C);
            }
        }
        for (; row + 2 <= rows; row += 2) {
            for (int col = 0; col < N; col += W) {
                rows2Narrow(
                        depth, a, at + row * A, panels, from + (long) col * Float.BYTES, apart, c, ct + row * C + col);
            }
        }
        for (int col = 0; row < rows && col < N; col += 2 * W) {
            row1(depth, a, at + row * A, panels, from + (long) col * Float.BYTES, apart, c, ct + row * C + col);
        }
    }

    private static FloatVector get(float[] c, int at) {
        return FloatVector.fromArray(F, c, at);
    }

    /** Four rows times two panels. */
    private static void rows4(int depth, float[] a, int at, Object panels, long from, long apart, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + W), c02 = get(c, ct + N), c03 = get(c, ct + N + W);
        FloatVector c10 = get(c, ct + C),
                c11 = get(c, ct + C + W),
                c12 = get(c, ct + C + N),
                c13 = get(c, ct + C + N + W);
        FloatVector c20 = get(c, ct + 2 * C),
                c21 = get(c, ct + 2 * C + W),
                c22 = get(c, ct + 2 * C + N),
                c23 = get(c, ct + 2 * C + N + W);
        FloatVector c30 = get(c, ct + 3 * C),
                c31 = get(c, ct + 3 * C + W),
                c32 = get(c, ct + 3 * C + N),
                c33 = get(c, ct + 3 * C + N + W);
        for (int p = 0; p < depth; p++) {
            long offset = from + (long) p * STEP_BYTES;
            FloatVector b0 = Lanes.load(panels, offset);
            FloatVector b1 = Lanes.load(panels, offset + W * Float.BYTES);
            FloatVector b2 = Lanes.load(panels, offset + apart);
            FloatVector b3 = Lanes.load(panels, offset + apart + W * Float.BYTES);
            FloatVector x = FloatVector.broadcast(F, a[at + p]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[at + A + p]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[at + 2 * A + p]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[at + 3 * A + p]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
        }
        c00.intoArray(c, ct);
        c01.intoArray(c, ct + W);
        c02.intoArray(c, ct + N);
        c03.intoArray(c, ct + N + W);
        c10.intoArray(c, ct + C);
        c11.intoArray(c, ct + C + W);
        c12.intoArray(c, ct + C + N);
        c13.intoArray(c, ct + C + N + W);
        c20.intoArray(c, ct + 2 * C);
        c21.intoArray(c, ct + 2 * C + W);
        c22.intoArray(c, ct + 2 * C + N);
        c23.intoArray(c, ct + 2 * C + N + W);
        c30.intoArray(c, ct + 3 * C);
        c31.intoArray(c, ct + 3 * C + W);
        c32.intoArray(c, ct + 3 * C + N);
        c33.intoArray(c, ct + 3 * C + N + W);
    }

    /** Two rows times four panels. */
    private static void rows2(int depth, float[] a, int at, Object panels, long from, long apart, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + W);
        FloatVector c02 = get(c, ct + N), c03 = get(c, ct + N + W);
        FloatVector c04 = get(c, ct + 2 * N), c05 = get(c, ct + 2 * N + W);
        FloatVector c06 = get(c, ct + 3 * N), c07 = get(c, ct + 3 * N + W);
        FloatVector c10 = get(c, ct + C), c11 = get(c, ct + C + W);
        FloatVector c12 = get(c, ct + C + N), c13 = get(c, ct + C + N + W);
        FloatVector c14 = get(c, ct + C + 2 * N), c15 = get(c, ct + C + 2 * N + W);
        FloatVector c16 = get(c, ct + C + 3 * N), c17 = get(c, ct + C + 3 * N + W);
        for (int p = 0; p < depth; p++) {
            long offset = from + (long) p * STEP_BYTES;
            FloatVector x = FloatVector.broadcast(F, a[at + p]);
            FloatVector z = FloatVector.broadcast(F, a[at + A + p]);
            FloatVector b = Lanes.load(panels, offset);
            c00 = x.fma(b, c00);
            c10 = z.fma(b, c10);
            b = Lanes.load(panels, offset + W * Float.BYTES);
            c01 = x.fma(b, c01);
            c11 = z.fma(b, c11);
            offset += apart;
            b = Lanes.load(panels, offset);
            c02 = x.fma(b, c02);
            c12 = z.fma(b, c12);
            b = Lanes.load(panels, offset + W * Float.BYTES);
            c03 = x.fma(b, c03);
            c13 = z.fma(b, c13);
            offset += apart;
            b = Lanes.load(panels, offset);
            c04 = x.fma(b, c04);
            c14 = z.fma(b, c14);
            b = Lanes.load(panels, offset + W * Float.BYTES);
            c05 = x.fma(b, c05);
            c15 = z.fma(b, c15);
            offset += apart;
            b = Lanes.load(panels, offset);
            c06 = x.fma(b, c06);
            c16 = z.fma(b, c16);
            b = Lanes.load(panels, offset + W * Float.BYTES);
            c07 = x.fma(b, c07);
            c17 = z.fma(b, c17);
        }
        c00.intoArray(c, ct);
        c01.intoArray(c, ct + W);
        c02.intoArray(c, ct + N);
        c03.intoArray(c, ct + N + W);
        c04.intoArray(c, ct + 2 * N);
        c05.intoArray(c, ct + 2 * N + W);
        c06.intoArray(c, ct + 3 * N);
        c07.intoArray(c, ct + 3 * N + W);
        c10.intoArray(c, ct + C);
        c11.intoArray(c, ct + C + W);
        c12.intoArray(c, ct + C + N);
        c13.intoArray(c, ct + C + N + W);
        c14.intoArray(c, ct + C + 2 * N);
        c15.intoArray(c, ct + C + 2 * N + W);
        c16.intoArray(c, ct + C + 3 * N);
        c17.intoArray(c, ct + C + 3 * N + W);
    }

    /** Two rows times half or less of four panels: with sixteen registers there is no room for more. */
    private static void rows2Narrow(
            int depth, float[] a, int at, Object panels, long from, long apart, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + N), c02 = get(c, ct + 2 * N), c03 = get(c, ct + 3 * N);
        FloatVector c10 = get(c, ct + C),
                c11 = get(c, ct + C + N),
                c12 = get(c, ct + C + 2 * N),
                c13 = get(c, ct + C + 3 * N);
        for (int p = 0; p < depth; p++) {
            long offset = from + (long) p * STEP_BYTES;
            FloatVector b0 = Lanes.load(panels, offset);
            FloatVector b1 = Lanes.load(panels, offset + apart);
            FloatVector b2 = Lanes.load(panels, offset + 2 * apart);
            FloatVector b3 = Lanes.load(panels, offset + 3 * apart);
            FloatVector x = FloatVector.broadcast(F, a[at + p]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[at + A + p]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
        }
        c00.intoArray(c, ct);
        c01.intoArray(c, ct + N);
        c02.intoArray(c, ct + 2 * N);
        c03.intoArray(c, ct + 3 * N);
        c10.intoArray(c, ct + C);
        c11.intoArray(c, ct + C + N);
        c12.intoArray(c, ct + C + 2 * N);
        c13.intoArray(c, ct + C + 3 * N);
    }

    private static void row1(int depth, float[] a, int at, Object panels, long from, long apart, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + W);
        FloatVector c10 = get(c, ct + N), c11 = get(c, ct + N + W);
        FloatVector c20 = get(c, ct + 2 * N), c21 = get(c, ct + 2 * N + W);
        FloatVector c30 = get(c, ct + 3 * N), c31 = get(c, ct + 3 * N + W);
        for (int p = 0; p < depth; p++) {
            long offset = from + (long) p * STEP_BYTES;
            FloatVector x = FloatVector.broadcast(F, a[at + p]);
            c00 = x.fma(Lanes.load(panels, offset), c00);
            c01 = x.fma(Lanes.load(panels, offset + W * Float.BYTES), c01);
            offset += apart;
            c10 = x.fma(Lanes.load(panels, offset), c10);
            c11 = x.fma(Lanes.load(panels, offset + W * Float.BYTES), c11);
            offset += apart;
            c20 = x.fma(Lanes.load(panels, offset), c20);
            c21 = x.fma(Lanes.load(panels, offset + W * Float.BYTES), c21);
            offset += apart;
            c30 = x.fma(Lanes.load(panels, offset), c30);
            c31 = x.fma(Lanes.load(panels, offset + W * Float.BYTES), c31);
        }
        c00.intoArray(c, ct);
        c01.intoArray(c, ct + W);
        c10.intoArray(c, ct + N);
        c11.intoArray(c, ct + N + W);
        c20.intoArray(c, ct + 2 * N);
        c21.intoArray(c, ct + 2 * N + W);
        c30.intoArray(c, ct + 3 * N);
        c31.intoArray(c, ct + 3 * N + W);
    }
}
