package dev.braid.ops.loss;

import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every {@link CrossEntropy} asks of its operands. */
final class CrossEntropyShapes {
    private CrossEntropyShapes() {}

    static void require(Matrix logits, Ints labels, Matrix nll) {
        Shapes.require("labels", labels, logits.rows());
        Shapes.require("nll", nll, logits.rows(), 1);
        if (logits.cols() < 1) {
            throw new IllegalArgumentException("logits has 0 columns, expected one per token of the vocabulary");
        }
    }

    /** Refuses labels, when the operation runs, that are neither {@link CrossEntropy#IGNORED} nor a column. */
    static void labels(Ints labels, int vocabulary) {
        for (int r = 0; r < labels.count(); r++) {
            label(labels, r, vocabulary);
        }
    }

    /** The label of a row, read when the operation runs: {@link CrossEntropy#IGNORED} or a column of the logits. */
    static int label(Ints labels, int row, int vocabulary) {
        int label = labels.get(row);
        return label == CrossEntropy.IGNORED ? label : Shapes.requireIndex("labels", row, label, vocabulary);
    }
}
