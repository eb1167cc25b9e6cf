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

    /** Refuses ids, when the operation runs, that are not rows of the table. */
    static void ids(Ints ids, Matrix table) {
        for (int r = 0; r < ids.count(); r++) {
            Shapes.requireIndex("ids", r, ids.get(r), table.rows());
        }
    }
}
