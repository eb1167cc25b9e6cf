package dev.braid.ops.linear;

import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every {@link Linear} asks of its operands. */
final class LinearShapes {
    private LinearShapes() {}

    static void weight(String name, int out, int in) {
        if (out < 1 || in < 1) {
            throw new IllegalArgumentException(
                    "weight " + name + " is [" + out + ", " + in + "]: both sizes must be at least 1");
        }
    }

    static void pack(Matrix w, int firstRow, PackedWeight packed) {
        if (firstRow < 0 || firstRow + w.rows() > packed.out() || w.cols() != packed.in()) {
            throw new IllegalArgumentException("w is [" + w.rows() + ", " + w.cols() + "] for rows from " + firstRow
                    + ", which does not fit the packed weight [" + packed.out() + ", " + packed.in() + "]");
        }
    }

    static void forward(Matrix x, PackedWeight w, Matrix bias, Matrix y) {
        Shapes.require("x", x, x.rows(), w.in());
        Shapes.require("y", y, x.rows(), w.out());
        if (bias != null) {
            Shapes.require("bias", bias, 1, w.out());
        }
    }

    static void gradInput(Matrix dy, PackedWeight w, Matrix dx) {
        Shapes.require("dy", dy, dy.rows(), w.out());
        Shapes.require("dx", dx, dy.rows(), w.in());
    }

    static void gradWeight(Matrix dy, Matrix x, Matrix dw) {
        Shapes.require("x", x, dy.rows(), x.cols());
        Shapes.require("dw", dw, dy.cols(), x.cols());
    }

    static void gradBias(Matrix dy, Matrix db) {
        Shapes.require("db", db, 1, dy.cols());
    }

    static IllegalArgumentException forwardOnly(String name) {
        return new IllegalArgumentException("weight " + name
                + " was allocated for Use.FORWARD; allocate it with Use.FORWARD_AND_GRADIENT to call gradInput");
    }

    static IllegalArgumentException gradientOnly(String name) {
        return new IllegalArgumentException("weight " + name
                + " was allocated for Use.GRADIENT; allocate it with Use.FORWARD_AND_GRADIENT to call forward");
    }
}
