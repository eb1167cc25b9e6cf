package dev.braid.ops.attention;

import dev.braid.ops.math.PartialSums;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Rows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** One thread's forward attention of one {@link Tile}: scores, softmax, weighted values. Owns its scratch. */
final class ForwardTile {
    private final Tile tile = new Tile();
    private final float[] partial = new float[PartialSums.COUNT];
    private final float[] totals = new float[TileProduct.ROWS];
    private float[] query = new float[0];
    private float[] scores = new float[0];
    private float[] sums = new float[0];
    private long[] keys = new long[0];
    private long[] values = new long[0];
    private int stride;
    private int width;

    void run(ForwardPlan plan, int task, ForwardCall call) {
        fill(plan, task, call.rows());
        reserve(call.pool().shape().headDim());
        locate(plan.kvHead(task), call);
        int headDim = call.pool().shape().headDim();
        Object memory = call.pool().layers()[call.layer()].lanes();
        tile.pack(call.q(), headDim, query);
        Arrays.fill(scores, 0, tile.size * stride, 0);
        TileProduct.scores(tile.size, query, memory, keys, 0, tile.blocks, scores, 0, stride, headDim);
        Arrays.fill(sums, 0, tile.size * width, 0);
        normalise(call, headDim);
        weigh(memory, headDim);
        for (int i = 0; i < tile.size; i++) {
            divide(i, totals[i]);
            Rows.write(sums, i * width, call.out(), tile.row[i], tile.head[i] * headDim, headDim);
        }
    }

    private void fill(ForwardPlan plan, int task, AttentionRows rows) {
        tile.clear();
        for (int r = 0; r < plan.rows(task); r++) {
            for (int h = 0; h < plan.heads(task); h++) {
                tile.add(rows, plan.firstRow(task) + r, plan.firstHead(task) + h);
            }
        }
        tile.close();
    }

    private void reserve(int headDim) {
        stride = Strides.scores(tile.blocks);
        width = TileProduct.padded(headDim);
        if (scores.length < TileProduct.ROWS * stride) {
            scores = new float[TileProduct.ROWS * stride];
        }
        if (sums.length < TileProduct.ROWS * width) {
            sums = new float[TileProduct.ROWS * width];
            query = new float[TileProduct.ROWS * width];
        }
        if (keys.length < tile.blocks) {
            keys = new long[2 * tile.blocks];
            values = new long[2 * tile.blocks];
        }
    }

    private void locate(int kvHead, ForwardCall call) {
        int slot = call.rows().slot().get(tile.row[0]);
        for (int b = 0; b < tile.blocks; b++) {
            int page = AttentionShapes.page(call.pool().shape(), call.tables(), slot, tile.firstBlock + b);
            keys[b] = call.pool().keys(page, kvHead) * Float.BYTES;
            values[b] = call.pool().values(page, kvHead) * Float.BYTES;
        }
    }

    private void normalise(ForwardCall call, int headDim) {
        float scale = AttentionShapes.scale(headDim);
        for (int i = 0; i < tile.size; i++) {
            float max = Softmax.scaleAndMax(scores, i * stride, tile.low[i], tile.high[i], scale, partial);
            totals[i] = Softmax.expAndSum(scores, i * stride, tile.low[i], tile.high[i], max, partial);
            call.lse().set(tile.row[i], tile.head[i], max + (float) StrictMath.log(totals[i]));
        }
    }

    /** Keys that all queries see are taken together; at the edges each query takes its own, still in order. */
    private void weigh(Object memory, int headDim) {
        int from = tile.commonLow();
        int to = tile.commonHigh() + 1;
        if (from >= to) {
            for (int i = 0; i < tile.size; i++) {
                weigh(memory, headDim, i, 1, tile.low[i], tile.high[i] + 1);
            }
            return;
        }
        for (int i = 0; i < tile.size; i++) {
            weigh(memory, headDim, i, 1, tile.low[i], from);
        }
        weigh(memory, headDim, 0, tile.size, from, to);
        for (int i = 0; i < tile.size; i++) {
            weigh(memory, headDim, i, 1, to, tile.high[i] + 1);
        }
    }

    private void weigh(Object memory, int headDim, int first, int count, int from, int to) {
        long step = (long) headDim * Float.BYTES;
        for (int key = from; key < to; ) {
            int block = key / KvPool.PAGE_TOKENS;
            int n = Math.min(to, (block + 1) * KvPool.PAGE_TOKENS) - key;
            long offset = values[block] + key % KvPool.PAGE_TOKENS * step;
            int at = first * stride + key;
            TileProduct.weighted(
                    count, scores, at, stride, 1, memory, offset, step, sums, first * width, width, headDim, n);
            key += n;
        }
    }

    private void divide(int i, float total) {
        for (int d = i * width; d < (i + 1) * width; d += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.SPECIES, sums, d).div(total).intoArray(sums, d);
        }
    }
}
