package dev.braid.ops.rope;

import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every implementation requires of its operands. */
final class RopeShapes {
    private RopeShapes() {}

    static void require(Matrix x, int headDim, Matrix table, Ints position) {
        if (headDim < 2 || headDim % 2 != 0 || x.cols() % headDim != 0) {
            throw new IllegalArgumentException(
                    "headDim is " + headDim + ", must be even and divide the " + x.cols() + " columns of x");
        }
        Shapes.require("table", table, table.rows(), headDim);
        Shapes.require("position", position, x.rows());
    }
}
