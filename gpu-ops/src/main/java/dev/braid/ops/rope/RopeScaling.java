package dev.braid.ops.rope;

/**
 * The stretching of rotary frequencies of Llama 3.1 and later ({@code rope_type} "llama3"), field for field as in a
 * checkpoint's config.json.
 *
 * @param factor by which long wavelengths grow
 * @param lowFreqFactor wavelengths above {@code originalMaxPositions / lowFreqFactor} are stretched whole
 * @param highFreqFactor wavelengths below {@code originalMaxPositions / highFreqFactor} are kept
 * @param originalMaxPositions context length of the pretraining
 */
public record RopeScaling(double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions) {
    public RopeScaling {
        require(factor >= 1, "factor", factor, "at least 1");
        require(lowFreqFactor > 0, "low_freq_factor", lowFreqFactor, "above 0");
        require(highFreqFactor > lowFreqFactor, "high_freq_factor", highFreqFactor, "above low_freq_factor");
        require(originalMaxPositions >= 1, "original_max_position_embeddings", originalMaxPositions, "at least 1");
    }

    private static void require(boolean holds, String field, Object value, String bound) {
        if (!holds) {
            throw new IllegalArgumentException("rope scaling " + field + " is " + value + ", must be " + bound);
        }
    }

    /** The frequency that replaces {@code frequency} (radians per position), in f32 steps as the reference takes them. */
    float apply(float frequency) {
        float wavelength = (float) (2 * Math.PI) / frequency;
        float shortest = (float) (originalMaxPositions / highFreqFactor);
        float longest = (float) (originalMaxPositions / lowFreqFactor);
        float stretched = frequency / (float) factor;
        if (wavelength > longest) {
            return stretched;
        }
        if (wavelength < shortest) {
            return frequency;
        }
        float smooth =
                (originalMaxPositions / wavelength - (float) lowFreqFactor) / (float) (highFreqFactor - lowFreqFactor);
        return (1 - smooth) * stretched + smooth * frequency;
    }
}
