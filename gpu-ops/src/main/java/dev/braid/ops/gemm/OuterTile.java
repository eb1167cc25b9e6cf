package dev.braid.ops.gemm;

import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner kernel of {@link OuterProduct}: four columns of the left operand times two vectors of columns of the right
 * one, both packed by {@link Descending}. Four rows also where there are registers for eight: with sixteen accumulators
 * the compiler of JDK 17 took one run in two to half of the speed (docs/performance.md).
 */
final class OuterTile {
    private static final VectorSpecies<Float> F = Lanes.SPECIES;
    private static final int W = Lanes.COUNT;
    /** Rows of the output. */
    static final int ROWS = 4;
    /** Columns of the output. */
    static final int COLUMNS = 2 * W;

    private static final int A = Blocking.STRIP;
    private static final int B = COLUMNS;
    private static final long V = (long) W * Float.BYTES;

    private OuterTile() {}

    private static FloatVector get(float[] c, int at) {
        return FloatVector.fromArray(F, c, at);
    }

    /**
     * Continues a tile by {@code depth} steps. Step p reads {@code a[at + p * STRIP ...]} and
     * {@code b[bt + p * COLUMNS ...]}.
     *
     * @param dt bytes before the tile in {@code d}
     * @param stride bytes from one of its rows to the next
     */
    static void run(int depth, float[] a, int at, float[] b, int bt, Object d, long dt, long stride) {
        FloatVector c00 = Lanes.load(d, dt), c01 = Lanes.load(d, dt + V);
        FloatVector c10 = Lanes.load(d, dt + stride), c11 = Lanes.load(d, dt + stride + V);
        FloatVector c20 = Lanes.load(d, dt + 2 * stride), c21 = Lanes.load(d, dt + 2 * stride + V);
        FloatVector c30 = Lanes.load(d, dt + 3 * stride), c31 = Lanes.load(d, dt + 3 * stride + V);
        for (int p = 0; p < depth; p++) {
            FloatVector b0 = get(b, bt + p * B);
            FloatVector b1 = get(b, bt + p * B + W);
            FloatVector x = FloatVector.broadcast(F, a[at + p * A]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[at + p * A + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[at + p * A + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[at + p * A + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        Lanes.store(c00, d, dt);
        Lanes.store(c01, d, dt + V);
        Lanes.store(c10, d, dt + stride);
        Lanes.store(c11, d, dt + stride + V);
        Lanes.store(c20, d, dt + 2 * stride);
        Lanes.store(c21, d, dt + 2 * stride + V);
        Lanes.store(c30, d, dt + 3 * stride);
        Lanes.store(c31, d, dt + 3 * stride + V);
    }
}
