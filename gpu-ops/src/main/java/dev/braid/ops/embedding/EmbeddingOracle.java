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
            double[][] sums = new double[dTable.rows()][dTable.cols()];
            for (int v = 0; v < dTable.rows(); v++) {
                for (int c = 0; c < dTable.cols(); c++) {
                    sums[v][c] = dTable.get(v, c);
                }
            }
            for (int r = dy.rows() - 1; r >= 0; r--) {
                double[] sum = sums[Shapes.requireIndex("ids", r, ids.get(r), dTable.rows())];
                for (int c = 0; c < sum.length; c++) {
                    sum[c] = precision.add(sum[c], dy.get(r, c));
                }
            }
            for (int v = 0; v < dTable.rows(); v++) {
                for (int c = 0; c < dTable.cols(); c++) {
                    dTable.set(v, c, (float) sums[v][c]);
                }
            }
        });
    }
}
