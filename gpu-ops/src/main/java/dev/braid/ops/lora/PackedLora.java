package dev.braid.ops.lora;

import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.gemm.Panels;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Matrix;

/**
 * An adapter's A and B in panels, each by both of its axes.
 *
 * @param shrink Aᵀ: depth {@code in}, columns {@code rank}
 * @param shrinkBack A: depth {@code rank}, columns {@code in}
 * @param expand Bᵀ: depth {@code rank}, columns {@code out}
 * @param expandBack B: depth {@code out}, columns {@code rank}
 */
record PackedLora(Panels shrink, Panels shrinkBack, Panels expand, Panels expandBack, float scale)
        implements LoraWeights {
    static PackedLora allocate(Arena arena, String name, int rank, int in, int out, float scale) {
        return new PackedLora(
                Panels.allocate(arena, name + ".A (by rank)", in, rank),
                Panels.allocate(arena, name + ".A (by in)", rank, in),
                Panels.allocate(arena, name + ".B (by out)", rank, out),
                Panels.allocate(arena, name + ".B (by rank)", out, rank),
                scale);
    }

    static long bytes(int rank, int in, int out) {
        return Panels.bytes(in, rank) + Panels.bytes(rank, in) + Panels.bytes(rank, out) + Panels.bytes(out, rank);
    }

    static PackedLora of(LoraWeights weights) {
        if (weights instanceof PackedLora packed) {
            return packed;
        }
        throw new IllegalArgumentException("the adapter was allocated by another Lora ("
                + weights.getClass().getSimpleName() + "); use the Lora that allocated it");
    }

    void load(Matrix a, Matrix b, WorkerPool pool) {
        shrink.packTransposed(a, 0, pool);
        shrinkBack.pack(a, 0, pool);
        expand.packTransposed(b, 0, pool);
        expandBack.pack(b, 0, pool);
    }

    @Override
    public int rank() {
        return shrink.columns();
    }

    @Override
    public int in() {
        return shrink.depth();
    }

    @Override
    public int out() {
        return expand.columns();
    }
}
