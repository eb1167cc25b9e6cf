package dev.braid.ops.update;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Matrix;

/** Optimizer steps on plain f32 parameters; everything elementwise, so any split into blocks gives the same bits. */
public interface Update {
    /**
     * What AdamW (Loshchilov and Hutter 2019) needs for one step.
     *
     * @param step counts from 1
     * @param weightDecay decoupled: the parameter is first multiplied by {@code 1 - learningRate * weightDecay}
     */
    record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, long step) {
        public AdamW {
            requireIn("beta1", beta1);
            requireIn("beta2", beta2);
            if (step < 1) {
                throw new IllegalArgumentException("step is " + step + ", must be at least 1");
            }
        }

        private static void requireIn(String field, double value) {
            if (!(value >= 0 && value < 1)) {
                throw new IllegalArgumentException(field + " is " + value + ", must be in [0, 1)");
            }
        }
    }

    /** param -= learningRate * (gradScale * grad + weightDecay * param). */
    void sgd(Stream stream, Matrix param, Matrix grad, float gradScale, double learningRate, double weightDecay);

    /** One AdamW step with {@code gradScale * grad}; m and v are the moments, of param's shape. */
    void adamW(Stream stream, Matrix param, Matrix grad, float gradScale, Matrix m, Matrix v, AdamW settings);
}
