package dev.braid.ops.attention;

import dev.braid.ops.math.PartialSums;
import dev.braid.ops.memory.Rows;
import java.util.Arrays;

/**
 * One thread's first phase of the backward pass, for eight queries of a group: recomputes their probabilities, leaves
 * them and the score gradients in the shared scratch, and finishes the gradient of the queries. Owns its scratch.
 */
final class QueryGradient {
    private final Tile tile = new Tile();
    private final float[] partial = new float[PartialSums.COUNT];
    private float[] query = new float[0];
    private float[] gradient = new float[0];
    private float[] sums = new float[0];
    private long[] keys = new long[0];
    private long[] values = new long[0];

    /**
     * @param lastRow the window's row that is the group's first
     * @param first the tile's first query in the group
     * @param count queries
     */
    void run(BackwardCall call, BackwardScratch shared, int lastRow, int kvHead, int first, int count) {
        reserve(call, shared);
        fill(call, lastRow, kvHead, first, count);
        locate(call, shared, kvHead);
        copyRows(call, shared, kvHead, first);
        score(call, shared, kvHead, first);
        gradients(call, shared, kvHead, first);
    }

    private void reserve(BackwardCall call, BackwardScratch shared) {
        if (sums.length < TileProduct.ROWS * shared.width) {
            query = new float[TileProduct.ROWS * shared.width];
            gradient = new float[TileProduct.ROWS * shared.width];
            sums = new float[TileProduct.ROWS * shared.width];
        }
        if (keys.length < shared.blocks) {
            keys = new long[2 * shared.blocks];
            values = new long[2 * shared.blocks];
        }
    }

    private void fill(BackwardCall call, int lastRow, int kvHead, int first, int count) {
        tile.clear();
        int group = call.groupHeads();
        for (int i = first; i < first + count; i++) {
            tile.add(call.rows(), lastRow - i / group, kvHead * group + i % group);
        }
        tile.close();
    }

    private void locate(BackwardCall call, BackwardScratch shared, int kvHead) {
        int slot = call.rows().slot().get(0);
        for (int b = 0; b < tile.blocks; b++) {
            int page = AttentionShapes.page(call.pool().shape(), call.tables(), slot, tile.firstBlock + b);
            int block = tile.firstBlock - shared.firstBlock + b;
            keys[b] = call.pool().keys(page, kvHead) * Float.BYTES;
            values[b] = shared.valueBlock(kvHead, block, call.headDim()) * Float.BYTES;
        }
    }

    private void copyRows(BackwardCall call, BackwardScratch shared, int kvHead, int first) {
        int headDim = call.headDim();
        for (int i = 0; i < tile.size; i++) {
            long to = shared.queryRow(kvHead, first + i);
            int column = tile.head[i] * headDim;
            Rows.copy(call.q(), tile.row[i], column, headDim, shared.queryRows, to);
            Rows.copy(call.dOut(), tile.row[i], column, headDim, shared.gradientRows, to);
        }
    }

    /** The tile's first column in rows of p and ds. */
    private int column(BackwardScratch shared) {
        return (tile.firstBlock - shared.firstBlock) * KvPool.PAGE_TOKENS;
    }

    private void score(BackwardCall call, BackwardScratch shared, int kvHead, int first) {
        int headDim = call.headDim();
        tile.pack(call.q(), headDim, query);
        tile.pack(call.dOut(), headDim, gradient);
        for (int i = 0; i < tile.size; i++) {
            int at = shared.scoreRow(kvHead, first + i) + column(shared);
            Arrays.fill(shared.p, at, at + tile.blocks * KvPool.PAGE_TOKENS, 0);
            Arrays.fill(shared.ds, at, at + tile.blocks * KvPool.PAGE_TOKENS, 0);
        }
        int at = shared.scoreRow(kvHead, first) + column(shared);
        Object pool = call.pool().layers()[call.layer()].lanes();
        Object turned = shared.valueColumns.lanes();
        int stride = shared.stride;
        TileProduct.scores(tile.size, query, pool, keys, 0, tile.blocks, shared.p, at, stride, headDim);
        TileProduct.scores(tile.size, gradient, turned, values, 0, tile.blocks, shared.ds, at, stride, headDim);
    }

    private void gradients(BackwardCall call, BackwardScratch shared, int kvHead, int first) {
        float scale = AttentionShapes.scale(call.headDim());
        for (int i = 0; i < tile.size; i++) {
            int at = shared.scoreRow(kvHead, first + i) + column(shared);
            float lse = call.lse().get(tile.row[i], tile.head[i]);
            Softmax.probabilities(shared.p, at, tile.low[i], tile.high[i], scale, lse);
            Softmax.scoreGradients(shared.p, shared.ds, at, tile.low[i], tile.high[i], scale, partial);
        }
        Arrays.fill(sums, 0);
        weigh(call, shared, kvHead, first);
        for (int i = 0; i < tile.size; i++) {
            Rows.write(sums, i * shared.width, call.dq(), tile.row[i], tile.head[i] * call.headDim(), call.headDim());
        }
    }

    private void weigh(BackwardCall call, BackwardScratch shared, int kvHead, int first) {
        int from = tile.commonLow();
        int to = tile.commonHigh() + 1;
        if (from >= to) {
            for (int i = 0; i < tile.size; i++) {
                weigh(call, shared, kvHead, first, i, 1, tile.low[i], tile.high[i] + 1);
            }
            return;
        }
        for (int i = 0; i < tile.size; i++) {
            weigh(call, shared, kvHead, first, i, 1, tile.low[i], from);
        }
        weigh(call, shared, kvHead, first, 0, tile.size, from, to);
        for (int i = 0; i < tile.size; i++) {
            weigh(call, shared, kvHead, first, i, 1, to, tile.high[i] + 1);
        }
    }

    private void weigh(
            BackwardCall call, BackwardScratch shared, int kvHead, int first, int i, int count, int from, int to) {
        if (from >= to) {
            return;
        }
        int at = shared.scoreRow(kvHead, first + i) + column(shared) + from;
        long offset = shared.keyRow(kvHead, column(shared) + from) * Float.BYTES;
        TileProduct.weighted(
                count,
                shared.ds,
                at,
                shared.stride,
                1,
                shared.keyRows.lanes(),
                offset,
                (long) shared.width * Float.BYTES,
                sums,
                i * shared.width,
                shared.width,
                call.headDim(),
                to - from);
    }
}
