package dev.braid.ops.rope;

import dev.braid.ops.memory.Matrix;
import java.util.Optional;

/** Fills the table of cosines and sines that {@link Rope} reads; runs on the host once, when a model is loaded. */
public final class RopeTable {
    private RopeTable() {}

    /**
     * Fills {@code table} {@code [positions, headDim]}: row p holds headDim/2 cosines, then headDim/2 sines, of the
     * angles {@code p * theta^(-2i/headDim)}. Frequencies and angles are f32, as in the reference implementation.
     *
     * @param theta base of the frequencies ({@code rope_theta})
     */
    public static void fill(Matrix table, double theta, Optional<RopeScaling> scaling) {
        int headDim = table.cols();
        if (headDim < 2 || headDim % 2 != 0) {
            throw new IllegalArgumentException("table has " + headDim + " columns, expected an even head size");
        }
        if (!(theta > 0)) {
            throw new IllegalArgumentException("rope_theta is " + theta + ", must be above 0");
        }
        float[] frequency = frequencies(headDim, theta, scaling);
        for (int position = 0; position < table.rows(); position++) {
            for (int i = 0; i < frequency.length; i++) {
                float angle = position * frequency[i];
                table.set(position, i, (float) StrictMath.cos(angle));
                table.set(position, frequency.length + i, (float) StrictMath.sin(angle));
            }
        }
    }

    private static float[] frequencies(int headDim, double theta, Optional<RopeScaling> scaling) {
        float[] frequency = new float[headDim / 2];
        for (int i = 0; i < frequency.length; i++) {
            float exponent = 2f * i / headDim;
            float plain = 1f / (float) StrictMath.pow(theta, exponent);
            frequency[i] = scaling.isPresent() ? scaling.get().apply(plain) : plain;
        }
        return frequency;
    }
}
