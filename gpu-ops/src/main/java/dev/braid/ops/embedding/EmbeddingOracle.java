package dev.braid.ops.embedding;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** {@link Embedding} as plain loops: what the fast version is compared with. */
public final class EmbeddingOracle implements Embedding {
    private final Precision precision;

    public EmbeddingOracle(Precision precision) {
        this.precision = precision;
    }

    @Override
    public void forward(Stream stream, Ints ids, Matrix table, Matrix y) {
        EmbeddingShapes.require(ids, table, "y", y);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < y.rows(); r++) {
                int id = Shapes.requireIndex("ids", r, ids.get(r), table.rows());
                for (int c = 0; c < y.cols(); c++) {
                    y.set(r, c, table.get(id, c));
                }
            }
        });
    }

    @Override
    public void gradTable(Stream stream, Ints ids, Matrix dy, Matrix dTable) {
        EmbeddingShapes.require(ids, dTable, "dy", dy);
        CpuStream.of(stream).enqueue(() -> {
            TableChains chains = new TableChains(precision, dTable);
            for (int r = dy.rows() - 1; r >= 0; r--) {
                chains.add(Shapes.requireIndex("ids", r, ids.get(r), dTable.rows()), dy, r);
            }
            chains.write(dTable);
        });
    }
}
