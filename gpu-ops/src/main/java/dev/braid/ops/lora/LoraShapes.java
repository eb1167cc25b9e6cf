package dev.braid.ops.lora;

import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;
import java.util.List;

/** What every {@link Lora} asks of its operands. */
final class LoraShapes {
    private static final int NO_ADAPTER = -1;

    private LoraShapes() {}

    static void weights(String name, int rank, int in, int out) {
        if (rank < 1 || in < 1 || out < 1) {
            throw new IllegalArgumentException("adapter " + name + " has rank " + rank + ", in " + in + ", out " + out
                    + ": each must be at least 1");
        }
    }

    static void load(Matrix a, Matrix b, LoraWeights weights) {
        Shapes.require("a", a, weights.rank(), weights.in());
        Shapes.require("b", b, weights.out(), weights.rank());
    }

    static void shrink(Matrix x, Ints slot, List<LoraWeights> bank, Matrix u) {
        Shapes.require("u", u, x.rows(), u.cols());
        Shapes.require("slot", slot, x.rows());
        for (LoraWeights weights : bank) {
            if (weights != null) {
                Shapes.require("x", x, x.rows(), weights.in());
                width("u", u, weights);
            }
        }
    }

    static void expand(Matrix u, Ints slot, List<LoraWeights> bank, Matrix y) {
        Shapes.require("u", u, y.rows(), u.cols());
        Shapes.require("slot", slot, y.rows());
        for (LoraWeights weights : bank) {
            if (weights != null) {
                Shapes.require("y", y, y.rows(), weights.out());
                width("u", u, weights);
            }
        }
    }

    static void expandGradInput(Matrix dy, LoraWeights weights, Matrix du) {
        Shapes.require("dy", dy, dy.rows(), weights.out());
        Shapes.require("du", du, dy.rows(), du.cols());
        width("du", du, weights);
    }

    static void expandGradWeight(Matrix dy, Matrix u, LoraWeights weights, Matrix db) {
        Shapes.require("dy", dy, dy.rows(), weights.out());
        Shapes.require("u", u, dy.rows(), u.cols());
        Shapes.require("db", db, weights.out(), weights.rank());
        width("u", u, weights);
    }

    static void shrinkGradInput(Matrix du, LoraWeights weights, Matrix dx) {
        Shapes.require("du", du, dx.rows(), du.cols());
        Shapes.require("dx", dx, dx.rows(), weights.in());
        width("du", du, weights);
    }

    static void shrinkGradWeight(Matrix du, Matrix x, LoraWeights weights, Matrix da) {
        Shapes.require("du", du, x.rows(), du.cols());
        Shapes.require("x", x, x.rows(), weights.in());
        Shapes.require("da", da, weights.rank(), weights.in());
        width("du", du, weights);
    }

    /** The adapter of a row, or null for none; read when the operation runs. */
    static LoraWeights at(List<LoraWeights> bank, Ints slot, int row) {
        int index = slot.get(row);
        if (index == NO_ADAPTER) {
            return null;
        }
        if (index < 0 || index >= bank.size()) {
            throw new IndexOutOfBoundsException(
                    "slot[" + row + "] is " + index + ", must be -1 or in [0, " + bank.size() + ")");
        }
        return bank.get(index);
    }

    private static void width(String operand, Matrix found, LoraWeights weights) {
        if (found.cols() < weights.rank()) {
            throw new IllegalArgumentException(
                    operand + " has " + found.cols() + " columns, expected at least the rank " + weights.rank());
        }
    }
}
