package dev.braid.ops.interaction;

import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every {@link Interaction} asks of its operands, and where a pair's product lies. */
final class InteractionShapes {
    private InteractionShapes() {}

    static void forward(Matrix x, int count, Matrix y) {
        vectors(x, count);
        Shapes.require("y", y, x.rows(), pairs(count));
    }

    static void backward(Matrix x, int count, Matrix dy, Matrix dx) {
        vectors(x, count);
        Shapes.require("dy", dy, x.rows(), pairs(count));
        Shapes.require("dx", dx, x.rows(), x.cols());
    }

    private static void vectors(Matrix x, int count) {
        if (count < 2) {
            throw new IllegalArgumentException(
                    "count is " + count + ", must be at least 2: fewer vectors make no pair");
        }
        if (x.cols() % count != 0) {
            throw new IllegalArgumentException("x has " + x.cols() + " columns, expected a multiple of count, which is "
                    + count + ": vectors of one size");
        }
    }

    static int pairs(int count) {
        return pair(count, 0);
    }

    /** The column of the product of vectors i and j, {@code i > j}. */
    static int pair(int i, int j) {
        return Math.toIntExact((long) i * (i - 1) / 2 + j);
    }
}
