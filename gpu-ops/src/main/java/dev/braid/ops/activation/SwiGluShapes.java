package dev.braid.ops.activation;

import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every implementation requires of its operands. */
final class SwiGluShapes {
    private SwiGluShapes() {}

    static void forward(Matrix gate, Matrix up, Matrix y) {
        Shapes.require("up", up, gate.rows(), gate.cols());
        Shapes.require("y", y, gate.rows(), gate.cols());
    }

    static void backward(Matrix gate, Matrix up, Matrix dy, Matrix dGate, Matrix dUp) {
        Shapes.require("up", up, gate.rows(), gate.cols());
        Shapes.require("dy", dy, gate.rows(), gate.cols());
        Shapes.require("dGate", dGate, gate.rows(), gate.cols());
        Shapes.require("dUp", dUp, gate.rows(), gate.cols());
    }
}
