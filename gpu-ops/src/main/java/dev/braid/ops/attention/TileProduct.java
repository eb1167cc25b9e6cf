package dev.braid.ops.attention;

import dev.braid.ops.memory.Lanes;

/** Products of up to eight query rows with many vectors, cut into the sizes that {@link TileKernels} offers. */
final class TileProduct {
    /** The most rows of a tile; arrays hold this many, and rows past the tile's own may be overwritten with rubbish. */
    static final int ROWS = 8;

    private static final int N = Lanes.COUNT;
    private static final int BYTES = N * Float.BYTES;

    private TileProduct() {}

    /** {@code length} rounded up to an even number of vectors: the room that a row of c needs. */
    static int padded(int length) {
        int pair = 2 * N;
        return (length + pair - 1) / pair * pair;
    }

    /**
     * {@code c[i][j] += sum over d of a[d][i] * b[block(j)][d][j mod 16]}: scores against blocks of sixteen keys.
     *
     * @param a {@code [n, 8]}
     * @param blocks byte offset of each block {@code [n, 16]} in b
     * @param c rows of {@code cRow} elements, column 0 at {@code ci} belonging to block {@code firstBlock}
     */
    static void scores(
            int rows,
            float[] a,
            Object b,
            long[] blocks,
            int firstBlock,
            int count,
            float[] c,
            int ci,
            int cRow,
            int n) {
        int vectors = count * KvPool.PAGE_TOKENS / N;
        long step = KvPool.PAGE_TOKENS * Float.BYTES;
        int v = 0;
        if (rows == 1) {
            for (; v + 4 <= vectors; v += 4) {
                long b0 = keys(blocks, firstBlock, v);
                long b1 = keys(blocks, firstBlock, v + 1);
                long b2 = keys(blocks, firstBlock, v + 2);
                long b3 = keys(blocks, firstBlock, v + 3);
                TileKernels.oneByFour(a, 0, ROWS, b, b0, b1, b2, b3, step, c, ci + v * N, n);
            }
            for (; v < vectors; v++) {
                TileKernels.oneByOne(a, 0, ROWS, b, keys(blocks, firstBlock, v), step, c, ci + v * N, n);
            }
            return;
        }
        for (; v < vectors; v += 2) {
            long b0 = keys(blocks, firstBlock, v);
            long b1 = v + 1 < vectors ? keys(blocks, firstBlock, v + 1) : b0;
            pair(rows, a, 0, 1, ROWS, b, b0, b1, step, c, ci + v * N, cRow, n);
        }
    }

    private static long keys(long[] blocks, int firstBlock, int vector) {
        int key = vector * N;
        return blocks[firstBlock + key / KvPool.PAGE_TOKENS] + (long) key % KvPool.PAGE_TOKENS * Float.BYTES;
    }

    /** {@code c[i][0 .. width) += sum over k of a[i][k] * b[k][0 .. width)}; see {@link TileKernels} for a and b. */
    static void weighted(
            int rows,
            float[] a,
            int at,
            int row,
            int step,
            Object b,
            long offset,
            long bStep,
            float[] c,
            int ci,
            int cRow,
            int width,
            int n) {
        int vectors = (width + N - 1) / N;
        int v = 0;
        if (rows == 1) {
            for (; v + 4 <= vectors; v += 4) {
                long b0 = offset + (long) v * BYTES;
                TileKernels.oneByFour(
                        a, at, step, b, b0, b0 + BYTES, b0 + 2L * BYTES, b0 + 3L * BYTES, bStep, c, ci + v * N, n);
            }
            for (; v < vectors; v++) {
                TileKernels.oneByOne(a, at, step, b, offset + (long) v * BYTES, bStep, c, ci + v * N, n);
            }
            return;
        }
        for (; v < vectors; v += 2) {
            long b0 = offset + (long) v * BYTES;
            long b1 = v + 1 < vectors ? b0 + BYTES : b0;
            pair(rows, a, at, row, step, b, b0, b1, bStep, c, ci + v * N, cRow, n);
        }
    }

    private static void pair(
            int rows,
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
        if (rows > 4) {
            TileKernels.eightByTwo(a, at, row, step, b, b0, b1, bStep, c, ci, cRow, n);
        } else {
            TileKernels.fourByTwo(a, at, row, step, b, b0, b1, bStep, c, ci, cRow, n);
        }
    }
}
