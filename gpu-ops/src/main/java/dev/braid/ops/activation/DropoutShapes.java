package dev.braid.ops.activation;

import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every implementation requires of its operands. */
final class DropoutShapes {
    private DropoutShapes() {}

    static void require(Matrix x, Ints sample, Ints position, Matrix y) {
        Shapes.require("sample", sample, x.rows());
        Shapes.require("position", position, x.rows());
        Shapes.require("y", y, x.rows(), x.cols());
    }
}
