package dev.braid.ops.embedding;

import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every {@link EmbeddingBag} asks of its operands. */
final class EmbeddingBagShapes {
    private EmbeddingBagShapes() {}

    static void require(Matrix table, Ints ids, int bagSize, String operand, Matrix bags) {
        if (bagSize < 1) {
            throw new IllegalArgumentException(
                    "bagSize is " + bagSize + ", must be at least 1: fill empty bags up with -1");
        }
        long expected = (long) bags.rows() * bagSize;
        if (ids.count() != expected) {
            throw new IllegalArgumentException("ids has " + ids.count() + " elements, expected " + expected + ", "
                    + bagSize + " for each of the " + bags.rows() + " rows of " + operand);
        }
        Shapes.require(operand, bags, bags.rows(), table.cols());
    }

    /** The table's row at one place of the ids, or {@link EmbeddingBag#NO_ROW}; refused if it is neither. */
    static int id(Ints ids, int at, Matrix table) {
        int id = ids.get(at);
        return id == EmbeddingBag.NO_ROW ? id : Shapes.requireIndex("ids", at, id, table.rows());
    }

    /** Refuses ids, when the operation runs, that name neither a row of the table nor none. */
    static void ids(Ints ids, Matrix table) {
        for (int at = 0; at < ids.count(); at++) {
            id(ids, at, table);
        }
    }
}
