package dev.braid.ops.gemm;

import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner kernel of {@link PanelProduct} for many rows on machines with sixteen registers: four rows, packed step by
 * step, times a slab of four panels that was copied to the heap. Loads from the heap are checked once for the loop, those
 * from direct memory at each step, which costs more the fewer multiply-adds a load serves. The bits are those of
 * {@link PanelTile}.
 */
final class SlabTile {
    private static final VectorSpecies<Float> F = Lanes.SPECIES;
    private static final int W = Lanes.COUNT;
    /** Rows of one tile. */
    static final int ROWS = 4;
    /** Fewest rows for which packing and copying pay on machines with sixteen registers; with more they never do. */
    private static final int FEWEST_ROWS = 8;

    /** Columns of one tile: two vectors. */
    private static final int B = 2 * W;

    private static final int C = Blocking.ACCUMULATOR_STRIDE;

    private SlabTile() {}

    /** Whether it beats {@link FourPanelTile} on this machine. */
    static boolean isFaster(int rows) {
        return W < 16 && rows >= FEWEST_ROWS;
    }

    /**
     * Packs as many tiles of rows as there are whole ones: step p of tile t begins at {@code t * ROWS * DEPTH + p * ROWS}.
     *
     * @param left rows {@code DEPTH} apart
     */
    static void pack(int rows, int depth, float[] left, float[] packed) {
        for (int row = 0; row + ROWS <= rows; row += ROWS) {
            int from = row * Blocking.DEPTH;
            for (int p = 0; p < depth; p++) {
                int to = from + p * ROWS;
                packed[to] = left[from + p];
                packed[to + 1] = left[from + Blocking.DEPTH + p];
                packed[to + 2] = left[from + 2 * Blocking.DEPTH + p];
                packed[to + 3] = left[from + 3 * Blocking.DEPTH + p];
            }
        }
    }

    /**
     * Copies {@code depth} steps of four panels to {@code slab}, columns that a tile reads together one step behind the
     * other: pieces of a line, a panel apart, would all fall into half of the first-level cache's sets.
     */
    static void copy(Object panels, long from, long apart, int depth, float[] slab) {
        for (int p = 0; p < depth; p++) {
            for (int panel = 0; panel < FourPanelTile.PANELS; panel++) {
                long at = from + panel * apart + (long) p * Blocking.PANEL * Float.BYTES;
                int to = panel * Blocking.PANEL * depth + p * B;
                for (int col = 0; col < Blocking.PANEL; col += B) {
                    Lanes.load(panels, at + (long) col * Float.BYTES).intoArray(slab, to + col * depth);
                    Lanes.load(panels, at + (long) (col + W) * Float.BYTES).intoArray(slab, to + col * depth + W);
                }
            }
        }
    }

    /** The tile of packed rows at {@code at} times the slab's four panels. */
    static void rows(int depth, float[] packed, int at, float[] slab, float[] c, int ct) {
        for (int col = 0; col < FourPanelTile.PANELS * Blocking.PANEL; col += B) {
            tile(depth, packed, at, slab, col * depth, c, ct + col);
        }
    }

    private static FloatVector get(float[] from, int at) {
        return FloatVector.fromArray(F, from, at);
    }

    private static void tile(int depth, float[] a, int at, float[] b, int bt, float[] c, int ct) {
        FloatVector c00 = get(c, ct), c01 = get(c, ct + W);
        FloatVector c10 = get(c, ct + C), c11 = get(c, ct + C + W);
        FloatVector c20 = get(c, ct + 2 * C), c21 = get(c, ct + 2 * C + W);
        FloatVector c30 = get(c, ct + 3 * C), c31 = get(c, ct + 3 * C + W);
        for (int p = 0; p < depth; p++) {
            FloatVector b0 = get(b, bt + p * B);
            FloatVector b1 = get(b, bt + p * B + W);
            int q = at + p * ROWS;
            FloatVector x = FloatVector.broadcast(F, a[q]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[q + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[q + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[q + 3]);
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
