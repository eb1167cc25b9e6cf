package dev.braid.ops.embedding;

import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every {@link Embedding} asks of its operands. */
final class EmbeddingShapes {
    private EmbeddingShapes() {}

    static void require(Ints ids, Matrix table, String operand, Matrix rows) {
        Shapes.require("ids", ids, rows.rows());
        Shapes.require(operand, rows, rows.rows(), table.cols());
    }
}
