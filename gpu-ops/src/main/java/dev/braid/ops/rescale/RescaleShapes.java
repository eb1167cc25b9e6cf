package dev.braid.ops.rescale;

import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;
import java.util.List;

/** What every {@link Rescale} asks of its operands. */
final class RescaleShapes {
    private static final int NO_ADAPTER = -1;

    private RescaleShapes() {}

    static void forward(Matrix x, Ints slot, List<Matrix> bank, Matrix y) {
        Shapes.require("x", x, y.rows(), y.cols());
        Shapes.require("slot", slot, y.rows());
        for (Matrix l : bank) {
            if (l != null) {
                Shapes.require("l", l, 1, y.cols());
            }
        }
    }

    static void gradInput(Matrix dy, Matrix l, Matrix dx) {
        Shapes.require("dy", dy, dx.rows(), dx.cols());
        Shapes.require("l", l, 1, dx.cols());
    }

    static void gradVector(Matrix dy, Matrix x, Matrix dl) {
        Shapes.require("dy", dy, x.rows(), x.cols());
        Shapes.require("dl", dl, 1, x.cols());
    }

    /** The vector of a row, or null for none; read when the operation runs. */
    static Matrix at(List<Matrix> bank, Ints slot, int row) {
        int index = slot.get(row);
        if (index == NO_ADAPTER) {
            return null;
        }
        return bank.get(Shapes.requireIndex("slot", row, index, bank.size()));
    }
}
