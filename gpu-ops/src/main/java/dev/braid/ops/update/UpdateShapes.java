package dev.braid.ops.update;

import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every {@link Update} asks of its operands. */
final class UpdateShapes {
    private UpdateShapes() {}

    static void sgd(Matrix param, Matrix grad) {
        Shapes.require("grad", grad, param.rows(), param.cols());
    }

    static void adamW(Matrix param, Matrix grad, Matrix m, Matrix v) {
        Shapes.require("grad", grad, param.rows(), param.cols());
        Shapes.require("m", m, param.rows(), param.cols());
        Shapes.require("v", v, param.rows(), param.cols());
    }
}
