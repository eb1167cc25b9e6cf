package dev.braid.ops.linear;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.gemm.Finish;
import dev.braid.ops.gemm.OuterProduct;
import dev.braid.ops.gemm.PanelProduct;
import dev.braid.ops.gemm.Panels;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Matrix;

/**
 * {@link Linear} with the Vector API: weights packed into panels, a second time by their other axis where
 * {@link #gradInput} is wanted.
 */
public final class LinearVector implements Linear {
    private final WorkerPool pool;
    private final PanelProduct product;
    private final OuterProduct outer;

    public LinearVector(WorkerPool pool) {
        this.pool = pool;
        this.product = new PanelProduct(pool);
        this.outer = new OuterProduct(pool);
    }

    /**
     * A weight in panels.
     *
     * @param byOut Wᵀ: depth {@code in}, columns {@code out}; null if allocated for {@link Use#GRADIENT}
     * @param byIn W: depth {@code out}, columns {@code in}; null if allocated for {@link Use#FORWARD}
     */
    private record Packed(String name, int out, int in, Panels byOut, Panels byIn) implements PackedWeight {}

    @Override
    public PackedWeight allocate(Arena arena, String name, int out, int in, Use use) {
        LinearShapes.weight(name, out, in);
        return new Packed(
                name,
                out,
                in,
                use == Use.GRADIENT ? null : Panels.allocate(arena, name, in, out),
                use == Use.FORWARD ? null : Panels.allocate(arena, name + " (for gradients)", out, in));
    }

    @Override
    public long packedBytes(int out, int in, Use use) {
        return (use == Use.GRADIENT ? 0 : Panels.bytes(in, out)) + (use == Use.FORWARD ? 0 : Panels.bytes(out, in));
    }

    @Override
    public void pack(Stream stream, Matrix w, int firstRow, PackedWeight packed) {
        LinearShapes.pack(w, firstRow, packed);
        Packed into = packed(packed);
        CpuStream.of(stream).enqueue(() -> {
            if (into.byOut() != null) {
                into.byOut().packTransposed(w, firstRow, pool);
            }
            if (into.byIn() != null) {
                into.byIn().pack(w, firstRow, pool);
            }
        });
    }

    @Override
    public void forward(Stream stream, Matrix x, PackedWeight w, Matrix bias, Matrix y) {
        LinearShapes.forward(x, w, bias, y);
        Panels panels = packed(w).byOut();
        if (panels == null) {
            throw LinearShapes.gradientOnly(packed(w).name());
        }
        Finish finish = bias == null ? Finish.STORE : Finish.bias(bias);
        CpuStream.of(stream).enqueue(() -> product.run(x, panels, y, finish));
    }

    @Override
    public void gradInput(Stream stream, Matrix dy, PackedWeight w, Matrix dx, Write write) {
        LinearShapes.gradInput(dy, w, dx);
        Panels panels = packed(w).byIn();
        if (panels == null) {
            throw LinearShapes.forwardOnly(packed(w).name());
        }
        Finish finish = write == Write.ADD ? Finish.ADD : Finish.STORE;
        CpuStream.of(stream).enqueue(() -> product.run(dy, panels, dx, finish));
    }

    @Override
    public void gradWeight(Stream stream, Matrix dy, Matrix x, Matrix dw) {
        LinearShapes.gradWeight(dy, x, dw);
        CpuStream.of(stream).enqueue(() -> outer.run(dy, 1, x, dw));
    }

    @Override
    public void gradBias(Stream stream, Matrix dy, Matrix db) {
        LinearShapes.gradBias(dy, db);
        CpuStream.of(stream).enqueue(() -> BiasGradient.add(dy, db, pool));
    }

    private static Packed packed(PackedWeight weight) {
        if (weight instanceof Packed packed) {
            return packed;
        }
        throw new IllegalArgumentException("the weight was packed by another Linear ("
                + weight.getClass().getSimpleName() + "); use the Linear that allocated it");
    }
}
