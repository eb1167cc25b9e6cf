package dev.braid.ops.loss;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.math.PartialSums;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;

/** {@link CrossEntropy} with the Vector API, rows in parallel. */
public final class CrossEntropyVector implements CrossEntropy {
    private final WorkerPool pool;

    public CrossEntropyVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void apply(Stream stream, Matrix logits, Ints labels, Matrix nll, Gradient gradient) {
        CrossEntropyShapes.require(logits, labels, nll);
        CpuStream.of(stream).enqueue(() -> {
            CrossEntropyShapes.labels(labels, logits.cols());
            pool.each(logits.rows(), logits.cols(), r -> {
                if (labels.get(r) == IGNORED) {
                    ignored(logits, r, nll, gradient);
                } else {
                    counted(logits, r, labels.get(r), nll, gradient);
                }
            });
        });
    }

    private static void ignored(Matrix logits, int r, Matrix nll, Gradient gradient) {
        nll.set(r, 0, 0);
        if (gradient == Gradient.IN_PLACE) {
            Rows.fill(logits, r, 0, logits.cols(), 0);
        }
    }

    private static void counted(Matrix logits, int r, int label, Matrix nll, Gradient gradient) {
        float chosen = logits.get(r, label);
        float max = SoftmaxRow.max(logits, r);
        float[] partial = new float[PartialSums.COUNT];
        SoftmaxRow.exponentials(logits, r, max, partial);
        float sum = PartialSums.combine(partial, 0);
        nll.set(r, 0, (float) (StrictMath.log(sum) + ((double) max - chosen)));
        if (gradient == Gradient.IN_PLACE) {
            SoftmaxRow.multiply(logits, r, 1 / sum);
            logits.set(r, label, logits.get(r, label) - 1);
        }
    }
}
