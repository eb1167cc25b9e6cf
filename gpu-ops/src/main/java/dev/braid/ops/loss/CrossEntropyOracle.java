package dev.braid.ops.loss;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.PartialSums;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;

/** {@link CrossEntropy} as plain loops: what the fast version is compared with. */
public final class CrossEntropyOracle implements CrossEntropy {
    private final Precision precision;

    public CrossEntropyOracle(Precision precision) {
        this.precision = precision;
    }

    @Override
    public void apply(Stream stream, Matrix logits, Ints labels, Matrix nll, Gradient gradient) {
        CrossEntropyShapes.require(logits, labels, nll);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < logits.rows(); r++) {
                row(logits.rows(r, 1), CrossEntropyShapes.label(labels, r, logits.cols()), nll.rows(r, 1), gradient);
            }
        });
    }

    private void row(Matrix logits, int label, Matrix nll, Gradient gradient) {
        if (label == IGNORED) {
            nll.set(0, 0, 0);
            zero(logits, gradient);
            return;
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < logits.cols(); c++) {
            max = Math.max(max, logits.get(0, c));
        }
        double sum = sum(logits, max);
        nll.set(0, 0, (float) (StrictMath.log(sum) + ((double) max - logits.get(0, label))));
        if (gradient == Gradient.IN_PLACE) {
            softmaxMinusOneHot(logits, max, precision.divide(1, sum), label);
        }
    }

    private double sum(Matrix logits, float max) {
        double[] partial = new double[PartialSums.COUNT];
        for (int c = 0; c < logits.cols(); c++) {
            int i = c % PartialSums.COUNT;
            partial[i] = precision.add(partial[i], precision.exp(precision.add(logits.get(0, c), -max)));
        }
        return PartialSums.combine(partial, precision);
    }

    private void softmaxMinusOneHot(Matrix logits, float max, double inverse, int label) {
        for (int c = 0; c < logits.cols(); c++) {
            double p = precision.multiply(precision.exp(precision.add(logits.get(0, c), -max)), inverse);
            logits.set(0, c, (float) (c == label ? precision.add(p, -1) : p));
        }
    }

    private static void zero(Matrix logits, Gradient gradient) {
        for (int c = 0; gradient == Gradient.IN_PLACE && c < logits.cols(); c++) {
            logits.set(0, c, 0);
        }
    }
}
