package dev.braid.ops.activation;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;

/**
 * Inverted dropout whose mask is a pure function of (seed, site, sample, position, column), so that any cut into
 * windows and any recomputation drops the same elements. The gradient is the same operation on dy.
 */
public interface Dropout {
    /**
     * Which mask to draw.
     *
     * @param seed of the job and step
     * @param site of the operator in the model
     * @param probability of dropping, in [0, 1)
     */
    record Mask(long seed, int site, float probability) {
        public Mask {
            if (!(probability >= 0 && probability < 1)) {
                throw new IllegalArgumentException("dropout probability is " + probability + ", must be in [0, 1)");
            }
        }
    }

    /**
     * y = x with elements dropped and the rest divided by (1 - probability). May be in place.
     *
     * @param sample per row: the training sequence, or -1 for a row that is copied unchanged (inference)
     * @param position per row: absolute position in the sequence
     */
    void apply(Stream stream, Matrix x, Mask mask, Ints sample, Ints position, Matrix y);
}
