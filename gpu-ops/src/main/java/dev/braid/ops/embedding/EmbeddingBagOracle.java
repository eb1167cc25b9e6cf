package dev.braid.ops.embedding;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;

/** {@link EmbeddingBag} as plain loops: what the fast version is compared with. */
public final class EmbeddingBagOracle implements EmbeddingBag {
    private final Precision precision;

    public EmbeddingBagOracle(Precision precision) {
        this.precision = precision;
    }

    @Override
    public void forward(Stream stream, Matrix table, Ints ids, int bagSize, Matrix y) {
        EmbeddingBagShapes.require(table, ids, bagSize, "y", y);
        CpuStream.of(stream).enqueue(() -> {
            EmbeddingBagShapes.ids(ids, table);
            for (int bag = 0; bag < y.rows(); bag++) {
                Ints bagIds = ids.slice(bag * bagSize, bagSize);
                for (int c = 0; c < y.cols(); c++) {
                    y.set(bag, c, (float) sum(table, bagIds, c));
                }
            }
        });
    }

    private double sum(Matrix table, Ints bagIds, int c) {
        double sum = 0;
        for (int i = 0; i < bagIds.count(); i++) {
            if (bagIds.get(i) != NO_ROW) {
                sum = precision.add(sum, table.get(bagIds.get(i), c));
            }
        }
        return sum;
    }

    @Override
    public void gradTable(Stream stream, Ints ids, int bagSize, Matrix dy, Matrix dTable) {
        EmbeddingBagShapes.require(dTable, ids, bagSize, "dy", dy);
        CpuStream.of(stream).enqueue(() -> {
            EmbeddingBagShapes.ids(ids, dTable);
            TableChains chains = new TableChains(precision, dTable);
            for (int at = ids.count() - 1; at >= 0; at--) {
                if (ids.get(at) != NO_ROW) {
                    chains.add(ids.get(at), dy, at / bagSize);
                }
            }
            chains.write(dTable);
        });
    }
}
