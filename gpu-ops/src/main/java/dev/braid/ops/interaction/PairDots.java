package dev.braid.ops.interaction;

import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The dot products of one row's vectors, tile by tile: {@link #TILE} vectors i times the partners j in the lanes of two
 * registers, so that every lane is one product's chain. Holds the scratch of one thread; what it computes beyond the
 * pairs i &gt; j is dropped.
 */
final class PairDots {
    private static final VectorSpecies<Float> F = Lanes.SPECIES;
    private static final int N = Lanes.COUNT;
    private static final int TILE = 4;

    private final int count;
    private final int dim;
    private final int stride;
    /** {@code [count, dim]}, filled up with zeros to whole tiles. */
    private final float[] vectors;
    /** {@code [dim, stride]}: element k of all vectors, filled up with zeros to whole registers. */
    private final float[] partners;
    /** {@code [count, stride]}, whole tiles. */
    private final float[] dots;

    PairDots(int count, int dim) {
        this.count = count;
        this.dim = dim;
        int rows = whole(count, TILE);
        stride = whole(count, 2 * N);
        vectors = new float[rows * dim];
        partners = new float[dim * stride];
        dots = new float[rows * stride];
    }

    private static int whole(int count, int piece) {
        return (count + piece - 1) / piece * piece;
    }

    /** Row r of y from row r of x. */
    void row(Matrix x, Matrix y, int r) {
        Rows.read(x, r, 0, count * dim, vectors, 0);
        transpose();
        for (int i = 0; i < count; i += TILE) {
            for (int j = 0; j < Math.min(count, i + TILE) - 1; j += 2 * N) {
                tile(dim, vectors, i * dim, partners, j, stride, dots, i * stride + j);
            }
        }
        for (int i = 1; i < count; i++) {
            Rows.write(dots, i * stride, y, r, InteractionShapes.pair(i, 0), i);
        }
    }

    private void transpose() {
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < dim; k++) {
                partners[k * stride + i] = vectors[i * dim + k];
            }
        }
    }

    private static void tile(int dim, float[] a, int at, float[] b, int bt, int stride, float[] c, int ct) {
        FloatVector c00 = FloatVector.zero(F), c01 = c00;
        FloatVector c10 = c00, c11 = c00;
        FloatVector c20 = c00, c21 = c00;
        FloatVector c30 = c00, c31 = c00;
        for (int k = 0; k < dim; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bt + k * stride);
            FloatVector b1 = FloatVector.fromArray(F, b, bt + k * stride + N);
            FloatVector x = FloatVector.broadcast(F, a[at + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[at + dim + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[at + 2 * dim + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[at + 3 * dim + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        store(c00, c01, c, ct);
        store(c10, c11, c, ct + stride);
        store(c20, c21, c, ct + 2 * stride);
        store(c30, c31, c, ct + 3 * stride);
    }

    private static void store(FloatVector left, FloatVector right, float[] c, int at) {
        left.intoArray(c, at);
        right.intoArray(c, at + N);
    }
}
