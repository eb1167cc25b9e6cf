package dev.braid.ops.interaction;

import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of one row's vectors, with the elements of a vector in the lanes. Holds the scratch of one thread. A
 * vector's last register reaches into the next vector: what it leaves there is overwritten when that one's turn comes,
 * and after the last there is room for it.
 */
final class PairGradients {
    private static final VectorSpecies<Float> F = Lanes.SPECIES;
    private static final int N = Lanes.COUNT;
    private static final int TILE = 4 * N;

    private final int count;
    private final int dim;
    private final float[] vectors;
    private final float[] gradients;
    private final float[] dots;
    /** Of one vector: the gradients of its products with the others, ascending. */
    private final float[] factors;

    PairGradients(int count, int dim) {
        this.count = count;
        this.dim = dim;
        vectors = new float[count * dim + N];
        gradients = new float[count * dim + N];
        dots = new float[InteractionShapes.pairs(count)];
        factors = new float[count - 1];
    }

    /** Row r of dx from row r of x and dy. */
    void row(Matrix x, Matrix dy, Matrix dx, int r) {
        Rows.read(x, r, 0, count * dim, vectors, 0);
        Rows.read(dy, r, 0, dots.length, dots, 0);
        for (int i = 0; i < count; i++) {
            vector(i);
        }
        Rows.write(gradients, 0, dx, r, 0, count * dim);
    }

    private void vector(int i) {
        for (int p = 0; p < factors.length; p++) {
            int j = partner(p, i);
            factors[p] = dots[InteractionShapes.pair(Math.max(i, j), Math.min(i, j))];
        }
        int k = 0;
        for (; k + TILE <= dim; k += TILE) {
            tile(i, dim, factors, vectors, k, gradients, i * dim + k);
        }
        for (; k < dim; k += N) {
            register(i, dim, factors, vectors, k, gradients, i * dim + k);
        }
    }

    /** Which vector is the p-th of the others than i. */
    private static int partner(int p, int i) {
        return p < i ? p : p + 1;
    }

    private static void tile(int i, int dim, float[] factors, float[] x, int from, float[] dx, int to) {
        FloatVector s0 = FloatVector.zero(F), s1 = s0, s2 = s0, s3 = s0;
        for (int p = 0; p < factors.length; p++) {
            int at = partner(p, i) * dim + from;
            FloatVector factor = FloatVector.broadcast(F, factors[p]);
            s0 = factor.fma(FloatVector.fromArray(F, x, at), s0);
            s1 = factor.fma(FloatVector.fromArray(F, x, at + N), s1);
            s2 = factor.fma(FloatVector.fromArray(F, x, at + 2 * N), s2);
            s3 = factor.fma(FloatVector.fromArray(F, x, at + 3 * N), s3);
        }
        s0.intoArray(dx, to);
        s1.intoArray(dx, to + N);
        s2.intoArray(dx, to + 2 * N);
        s3.intoArray(dx, to + 3 * N);
    }

    private static void register(int i, int dim, float[] factors, float[] x, int from, float[] dx, int to) {
        FloatVector sum = FloatVector.zero(F);
        for (int p = 0; p < factors.length; p++) {
            FloatVector factor = FloatVector.broadcast(F, factors[p]);
            sum = factor.fma(FloatVector.fromArray(F, x, partner(p, i) * dim + from), sum);
        }
        sum.intoArray(dx, to);
    }
}
