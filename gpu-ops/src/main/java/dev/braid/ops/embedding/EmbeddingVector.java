package dev.braid.ops.embedding;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;

/** {@link Embedding} with the Vector API: rows in parallel forward, columns in parallel backward. */
public final class EmbeddingVector implements Embedding {
    /** Columns of one task of the gradient. */
    private static final int COLUMNS = 256;

    private final WorkerPool pool;

    public EmbeddingVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void forward(Stream stream, Ints ids, Matrix table, Matrix y) {
        EmbeddingShapes.require(ids, table, "y", y);
        CpuStream.of(stream).enqueue(() -> {
            EmbeddingShapes.ids(ids, table);
            pool.each(y.rows(), y.cols(), r -> Rows.copy(table, ids.get(r), 0, y.cols(), y.host(), y.rowOffset(r)));
        });
    }

    @Override
    public void gradTable(Stream stream, Ints ids, Matrix dy, Matrix dTable) {
        EmbeddingShapes.require(ids, dTable, "dy", dy);
        CpuStream.of(stream).enqueue(() -> {
            EmbeddingShapes.ids(ids, dTable);
            int tasks = (dy.cols() + COLUMNS - 1) / COLUMNS;
            pool.each(tasks, (long) COLUMNS * dy.rows(), task -> {
                int col = task * COLUMNS;
                int cols = Math.min(COLUMNS, dy.cols() - col);
                for (int r = dy.rows() - 1; r >= 0; r--) {
                    Rows.add(dy, r, dTable, ids.get(r), col, cols);
                }
            });
        });
    }
}
