package dev.braid.ops.gemm;

import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner kernel of {@link OuterProduct}: eight columns of the left operand times one panel of the right one. Step p
 * reads {@code a[at + p * ROWS ...]} and {@code b[bt + p * PANEL ...]}; row i of the accumulators is
 * {@code d[dt + i * stride ...]}, in bytes. Four rows and two vectors at a time also where there are registers for eight:
 * the compiler of JDK 17 took one run in two to half of the speed with sixteen accumulators (docs/performance.md).
 */
final class OuterTile {
    private static final VectorSpecies<Float> F = Lanes.SPECIES;
    private static final int W = Lanes.COUNT;
    private static final int A = Blocking.STRIP;
    private static final int B = Blocking.PANEL;
    private static final long V = (long) W * Float.BYTES;
    /** Columns of one pass over the depth: two vectors. */
    static final int COLUMNS = 2 * W;

    private OuterTile() {}

    /** Eight rows of {@code width} columns, a multiple of {@link #COLUMNS}, continued by {@code depth} steps. */
    static void rows(int depth, float[] a, int at, float[] b, int bt, int width, Object d, long dt, long stride) {
        for (int col = 0; col < width; col += COLUMNS) {
            long to = dt + (long) col * Float.BYTES;
            rows4(depth, a, at, b, bt + col, d, to, stride);
            rows4(depth, a, at + 4, b, bt + col, d, to + 4 * stride, stride);
        }
    }

    private static FloatVector get(float[] c, int at) {
        return FloatVector.fromArray(F, c, at);
    }

    private static void rows4(int depth, float[] a, int at, float[] b, int bt, Object d, long dt, long stride) {
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
