package dev.braid.ops.embedding;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;

/** {@link EmbeddingBag} with the Vector API: bags in parallel forward, columns in parallel backward. */
public final class EmbeddingBagVector implements EmbeddingBag {
    /** Columns of one task of the gradient; tables of bags are tens of columns wide. */
    private static final int COLUMNS = 32;

    private final WorkerPool pool;

    public EmbeddingBagVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void forward(Stream stream, Matrix table, Ints ids, int bagSize, Matrix y) {
        EmbeddingBagShapes.require(table, ids, bagSize, "y", y);
        CpuStream.of(stream).enqueue(() -> {
            EmbeddingBagShapes.ids(ids, table);
            pool.each(y.rows(), (long) bagSize * y.cols(), bag -> sum(table, ids, bag * bagSize, bagSize, y, bag));
        });
    }

    private static void sum(Matrix table, Ints ids, int from, int count, Matrix y, int bag) {
        Rows.fill(y, bag, 0, y.cols(), 0);
        for (int at = from; at < from + count; at++) {
            int id = ids.get(at);
            if (id != NO_ROW) {
                Rows.add(table, id, y, bag, 0, y.cols());
            }
        }
    }

    @Override
    public void gradTable(Stream stream, Ints ids, int bagSize, Matrix dy, Matrix dTable) {
        EmbeddingBagShapes.require(dTable, ids, bagSize, "dy", dy);
        CpuStream.of(stream).enqueue(() -> {
            EmbeddingBagShapes.ids(ids, dTable);
            int tasks = (dy.cols() + COLUMNS - 1) / COLUMNS;
            pool.each(tasks, (long) COLUMNS * ids.count(), task -> {
                int col = task * COLUMNS;
                gradColumns(ids, bagSize, dy, dTable, col, Math.min(COLUMNS, dy.cols() - col));
            });
        });
    }

    private static void gradColumns(Ints ids, int bagSize, Matrix dy, Matrix dTable, int col, int cols) {
        for (int at = ids.count() - 1; at >= 0; at--) {
            int id = ids.get(at);
            if (id != NO_ROW) {
                Rows.add(dy, at / bagSize, dTable, id, col, cols);
            }
        }
    }
}
