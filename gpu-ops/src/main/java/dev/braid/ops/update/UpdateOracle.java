package dev.braid.ops.update;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;

/** {@link Update} as plain loops: what the fast version is compared with. */
public final class UpdateOracle implements Update {
    private final Precision precision;

    public UpdateOracle(Precision precision) {
        this.precision = precision;
    }

    @Override
    public void sgd(
            Stream stream, Matrix param, Matrix grad, float gradScale, double learningRate, double weightDecay) {
        UpdateShapes.sgd(param, grad);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < param.rows(); r++) {
                for (int c = 0; c < param.cols(); c++) {
                    double p = param.get(r, c);
                    double slope = precision.fma(gradScale, grad.get(r, c), precision.multiply(weightDecay, p));
                    param.set(r, c, (float) precision.fma(-learningRate, slope, p));
                }
            }
        });
    }

    @Override
    public void adamW(Stream stream, Matrix param, Matrix grad, float gradScale, Matrix m, Matrix v, AdamW settings) {
        UpdateShapes.adamW(param, grad, m, v);
        AdamWFactors factors = AdamWFactors.of(settings);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < param.rows(); r++) {
                for (int c = 0; c < param.cols(); c++) {
                    element(param, precision.multiply(gradScale, grad.get(r, c)), m, v, factors, r, c);
                }
            }
        });
    }

    private void element(Matrix param, double g, Matrix m, Matrix v, AdamWFactors f, int r, int c) {
        double first = precision.fma(f.beta1(), m.get(r, c), precision.multiply(f.rest1(), g));
        double second = precision.fma(f.beta2(), v.get(r, c), precision.multiply(precision.multiply(f.rest2(), g), g));
        double root = precision.fma(precision.sqrt(second), f.rootCorrection(), f.epsilon());
        double step = precision.divide(precision.multiply(f.stepSize(), first), root);
        m.set(r, c, (float) first);
        v.set(r, c, (float) second);
        param.set(r, c, (float) precision.add(precision.multiply(f.decay(), param.get(r, c)), -step));
    }
}
