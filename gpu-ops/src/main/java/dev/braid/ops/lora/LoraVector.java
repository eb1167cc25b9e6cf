package dev.braid.ops.lora;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.gemm.Finish;
import dev.braid.ops.gemm.OuterProduct;
import dev.braid.ops.gemm.PanelProduct;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import java.util.List;

/** {@link Lora} with the Vector API: rows that stand together and share an adapter are one small matrix product. */
public final class LoraVector implements Lora {
    private final WorkerPool pool;
    private final PanelProduct product;
    private final OuterProduct outer;

    public LoraVector(WorkerPool pool) {
        this.pool = pool;
        this.product = new PanelProduct(pool);
        this.outer = new OuterProduct(pool);
    }

    @Override
    public LoraWeights allocate(Arena arena, String name, int rank, int in, int out, float scale) {
        LoraShapes.weights(name, rank, in, out);
        return PackedLora.allocate(arena, name, rank, in, out, scale);
    }

    @Override
    public long bytes(int rank, int in, int out) {
        return PackedLora.bytes(rank, in, out);
    }

    @Override
    public void load(Stream stream, Matrix a, Matrix b, LoraWeights weights) {
        LoraShapes.load(a, b, weights);
        PackedLora into = PackedLora.of(weights);
        CpuStream.of(stream).enqueue(() -> into.load(a, b, pool));
    }

    @Override
    public void shrink(Stream stream, Matrix x, Ints slot, List<LoraWeights> bank, Matrix u) {
        LoraShapes.shrink(x, slot, bank, u);
        CpuStream.of(stream)
                .enqueue(() -> SlotRuns.each(slot, bank, (from, count, weights) -> {
                    Matrix part = u.rows(from, count);
                    if (weights == null) {
                        zeroFrom(0, part);
                    } else {
                        PackedLora packed = PackedLora.of(weights);
                        product.run(x.rows(from, count), packed.shrink(), part, Finish.STORE);
                        zeroFrom(packed.rank(), part);
                    }
                }));
    }

    @Override
    public void expand(Stream stream, Matrix u, Ints slot, List<LoraWeights> bank, Matrix y) {
        LoraShapes.expand(u, slot, bank, y);
        CpuStream.of(stream)
                .enqueue(() -> SlotRuns.each(slot, bank, (from, count, weights) -> {
                    if (weights != null) {
                        Finish finish = Finish.addScaled(weights.scale());
                        product.run(u.rows(from, count), PackedLora.of(weights).expand(), y.rows(from, count), finish);
                    }
                }));
    }

    @Override
    public void expandGradInput(Stream stream, Matrix dy, LoraWeights weights, Matrix du) {
        LoraShapes.expandGradInput(dy, weights, du);
        PackedLora packed = PackedLora.of(weights);
        CpuStream.of(stream).enqueue(() -> {
            product.run(dy, packed.expandBack(), du, Finish.scaled(packed.scale()));
            zeroFrom(packed.rank(), du);
        });
    }

    @Override
    public void expandGradWeight(Stream stream, Matrix dy, Matrix u, LoraWeights weights, Matrix db) {
        LoraShapes.expandGradWeight(dy, u, weights, db);
        CpuStream.of(stream).enqueue(() -> outer.run(dy, weights.scale(), u.columns(0, weights.rank()), db));
    }

    @Override
    public void shrinkGradInput(Stream stream, Matrix du, LoraWeights weights, Matrix dx) {
        LoraShapes.shrinkGradInput(du, weights, dx);
        PackedLora packed = PackedLora.of(weights);
        CpuStream.of(stream).enqueue(() -> product.run(du, packed.shrinkBack(), dx, Finish.ADD));
    }

    @Override
    public void shrinkGradWeight(Stream stream, Matrix du, Matrix x, LoraWeights weights, Matrix da) {
        LoraShapes.shrinkGradWeight(du, x, weights, da);
        CpuStream.of(stream).enqueue(() -> outer.run(du.columns(0, weights.rank()), 1, x, da));
    }

    private static void zeroFrom(int col, Matrix m) {
        for (int r = 0; col < m.cols() && r < m.rows(); r++) {
            Rows.fill(m, r, col, m.cols() - col, 0);
        }
    }
}
