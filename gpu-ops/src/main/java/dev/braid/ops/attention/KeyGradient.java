package dev.braid.ops.attention;

import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Rows;

/**
 * One thread's second phase of the backward pass, for eight keys: continues their gradients' chains over the queries of
 * a group. Owns its scratch.
 */
final class KeyGradient {
    /** Keys of one task. */
    static final int KEYS = TileProduct.ROWS;

    private float[] dk = new float[0];
    private float[] dv = new float[0];

    /**
     * @param lastRow the window's row that is the group's first
     * @param rows of the group
     * @param firstKey the first of the keys, counted from the shared first block
     */
    void run(BackwardCall call, BackwardScratch shared, int lastRow, int rows, int kvHead, int firstKey) {
        int base = shared.firstBlock * KvPool.PAGE_TOKENS;
        int count = Math.min(KEYS, call.rows().position().get(lastRow) + 1 - base - firstKey);
        if (count <= 0) {
            return;
        }
        if (dk.length < KEYS * shared.width) {
            dk = new float[KEYS * shared.width];
            dv = new float[KEYS * shared.width];
        }
        int column = kvHead * call.headDim();
        for (int i = 0; i < count; i++) {
            Rows.read(call.dk(), base + firstKey + i, column, call.headDim(), dk, i * shared.width);
            Rows.read(call.dv(), base + firstKey + i, column, call.headDim(), dv, i * shared.width);
        }
        chain(call, shared, lastRow, rows, kvHead, firstKey, count);
        for (int i = 0; i < count; i++) {
            Rows.write(dk, i * shared.width, call.dk(), base + firstKey + i, column, call.headDim());
            Rows.write(dv, i * shared.width, call.dv(), base + firstKey + i, column, call.headDim());
        }
    }

    /** Rows that see all of the keys are taken in runs; a row that sees some of them is taken key by key. */
    private void chain(
            BackwardCall call, BackwardScratch shared, int lastRow, int rows, int kvHead, int firstKey, int count) {
        int from = shared.firstBlock * KvPool.PAGE_TOKENS + firstKey;
        int to = from + count;
        int run = 0;
        for (int r = 0; r < rows; r++) {
            int low = call.rows().firstKey().get(lastRow - r);
            int high = call.rows().position().get(lastRow - r);
            if (low <= from && high >= to - 1) {
                continue;
            }
            add(call, shared, kvHead, run, r - run, firstKey, 0, count);
            for (int key = Math.max(from, low); key < Math.min(to, high + 1); key++) {
                add(call, shared, kvHead, r, 1, firstKey, key - from, 1);
            }
            run = r + 1;
        }
        add(call, shared, kvHead, run, rows - run, firstKey, 0, count);
    }

    private void add(
            BackwardCall call,
            BackwardScratch shared,
            int kvHead,
            int row,
            int rows,
            int firstKey,
            int key,
            int count) {
        if (rows <= 0) {
            return;
        }
        int query = row * call.groupHeads();
        int n = rows * call.groupHeads();
        int at = shared.scoreRow(kvHead, query) + firstKey + key;
        long offset = shared.queryRow(kvHead, query) * Float.BYTES;
        product(shared, shared.ds, at, shared.queryRows, offset, dk, key, count, call.headDim(), n);
        product(shared, shared.p, at, shared.gradientRows, offset, dv, key, count, call.headDim(), n);
    }

    private static void product(
            BackwardScratch shared,
            float[] a,
            int at,
            HostBuffer b,
            long offset,
            float[] sums,
            int key,
            int count,
            int headDim,
            int n) {
        long step = (long) shared.width * Float.BYTES;
        int to = key * shared.width;
        TileProduct.weighted(
                count, a, at, 1, shared.stride, b.lanes(), offset, step, sums, to, shared.width, headDim, n);
    }
}
