package dev.braid.ops.norm;

import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every implementation requires of its operands. */
final class NormShapes {
    private NormShapes() {}

    /** Of a norm of groups within rows. */
    static void require(Matrix x, String weightName, Matrix weight, String otherName, Matrix other) {
        Shapes.require(weightName, weight, 1, weight.cols());
        if (weight.cols() == 0 || x.cols() % weight.cols() != 0) {
            throw new IllegalArgumentException("x has " + x.cols() + " columns, expected a multiple of the "
                    + weight.cols() + " columns of " + weightName);
        }
        Shapes.require(otherName, other, x.rows(), x.cols());
    }

    /** Of a norm of whole rows. */
    static void requireRows(Matrix x, String weightName, Matrix weight, String otherName, Matrix other) {
        Shapes.require(weightName, weight, 1, x.cols());
        Shapes.require(otherName, other, x.rows(), x.cols());
    }
}
