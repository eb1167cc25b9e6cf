package dev.braid.ops.attention;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;

/**
 * {@link Attention} with vectors: tiles of up to eight queries against blocks of sixteen keys, tiles in parallel. Used
 * by one stream at a time, since the threads' scratch belongs to it.
 */
public final class AttentionVector implements Attention {
    /** Multiply-adds below which handing work to other threads costs more than it saves. */
    private static final long INLINE = 100_000;

    private final WorkerPool pool;
    private final ForwardPlan plan = new ForwardPlan();
    private final BackwardScratch shared = new BackwardScratch();
    private final ThreadLocal<ForwardTile> forwardTile = ThreadLocal.withInitial(ForwardTile::new);
    private final ThreadLocal<QueryGradient> queryGradient = ThreadLocal.withInitial(QueryGradient::new);
    private final ThreadLocal<KeyGradient> keyGradient = ThreadLocal.withInitial(KeyGradient::new);

    public AttentionVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public KvPool allocate(Arena arena, KvShape shape) {
        return BlockPool.allocate(arena, shape);
    }

    @Override
    public void append(
            Stream stream, KvPool kvPool, int layer, PageTables tables, AttentionRows rows, Matrix k, Matrix v) {
        AttentionShapes.append(kvPool.shape(), layer, rows, k, v);
        BlockPool own = BlockPool.of(kvPool);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < rows.count(); r++) {
                AttentionShapes.row(tables, rows, r);
                int position = rows.position().get(r);
                int block = position / KvPool.PAGE_TOKENS;
                int page = AttentionShapes.page(own.shape(), tables, rows.slot().get(r), block);
                store(own, layer, page, position % KvPool.PAGE_TOKENS, k, v, r);
            }
        });
    }

    private static void store(BlockPool pool, int layer, int page, int at, Matrix k, Matrix v, int row) {
        int headDim = pool.shape().headDim();
        HostBuffer to = pool.layers()[layer];
        HostBuffer keys = k.host();
        HostBuffer values = v.host();
        for (int head = 0; head < pool.shape().kvHeads(); head++) {
            long keyTo = pool.keys(page, head) + at;
            long valueTo = pool.values(page, head) + (long) at * headDim;
            long keyFrom = k.rowOffset(row) + (long) head * headDim;
            long valueFrom = v.rowOffset(row) + (long) head * headDim;
            for (int d = 0; d < headDim; d++) {
                to.setFloat(keyTo + (long) d * KvPool.PAGE_TOKENS, keys.getFloat(keyFrom + d));
                to.setFloat(valueTo + d, values.getFloat(valueFrom + d));
            }
        }
    }

    @Override
    public void forward(
            Stream stream,
            KvPool kvPool,
            int layer,
            PageTables tables,
            AttentionRows rows,
            Matrix q,
            Matrix out,
            Matrix lse) {
        AttentionShapes.forward(kvPool.shape(), layer, rows, q, out, lse);
        ForwardCall call = new ForwardCall(BlockPool.of(kvPool), layer, tables, rows, q, out, lse);
        CpuStream.of(stream).enqueue(() -> {
            plan.fill(tables, rows, kvPool.shape(), lse.cols());
            spread(plan.multiplyAdds(), plan.tasks(), task -> forwardTile.get().run(plan, task, call));
        });
    }

    @Override
    public void backward(
            Stream stream,
            KvPool kvPool,
            int layer,
            PageTables tables,
            AttentionRows rows,
            Matrix q,
            Matrix lse,
            Matrix dOut,
            Matrix dq,
            Matrix dk,
            Matrix dv) {
        AttentionShapes.backward(kvPool.shape(), layer, rows, q, lse, dOut, dq, dk, dv);
        BackwardCall call = new BackwardCall(BlockPool.of(kvPool), layer, tables, rows, q, lse, dOut, dq, dk, dv);
        CpuStream.of(stream).enqueue(() -> {
            AttentionShapes.window(tables, rows, dk.rows());
            if (rows.count() > 0) {
                backward(call);
            }
        });
    }

    private void backward(BackwardCall call) {
        shared.layOut(call);
        int blocks = shared.blocks;
        long keyElements = (long) blocks * KvPool.PAGE_TOKENS * call.headDim();
        spread(
                2 * keyElements * call.kvHeads(),
                blocks * call.kvHeads(),
                task -> shared.turn(call, task / blocks, task % blocks));
        for (int last = call.rows().count() - 1; last >= 0; last -= shared.groupRows) {
            group(call, last, Math.min(shared.groupRows, last + 1), keyElements);
        }
    }

    private void group(BackwardCall call, int last, int rows, long keyElements) {
        long work = 2 * keyElements * rows * call.lse().cols();
        int queries = rows * call.groupHeads();
        int tiles = (queries + TileProduct.ROWS - 1) / TileProduct.ROWS;
        spread(work, tiles * call.kvHeads(), task -> {
            int first = task % tiles * TileProduct.ROWS;
            int count = Math.min(TileProduct.ROWS, queries - first);
            queryGradient.get().run(call, shared, last, task / tiles, first, count);
        });
        int keyTiles = shared.blocks * KvPool.PAGE_TOKENS / KeyGradient.KEYS;
        spread(
                work,
                keyTiles * call.kvHeads(),
                task -> keyGradient
                        .get()
                        .run(call, shared, last, rows, task / keyTiles, task % keyTiles * KeyGradient.KEYS));
    }

    private void spread(long multiplyAdds, int tasks, WorkerPool.Chunk chunk) {
        if (multiplyAdds < INLINE) {
            for (int task = 0; task < tasks; task++) {
                chunk.run(task);
            }
        } else {
            pool.run(tasks, chunk);
        }
    }
}
