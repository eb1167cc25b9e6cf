package dev.braid.model.files;

/** How rotary frequencies are stretched beyond the context a model was first trained on. */
public sealed interface RopeScaling {
    /** Frequencies as they are. */
    record None() implements RopeScaling {}

    /**
     * Llama 3's rule: long wavelengths are divided by {@code factor}, short ones kept, those between interpolated.
     *
     * @param factor at least 1
     * @param lowFreqFactor above 0; wavelengths over originalMaxPositions / lowFreqFactor are divided
     * @param highFreqFactor above lowFreqFactor; wavelengths under originalMaxPositions / highFreqFactor are kept
     * @param originalMaxPositions positions of the first training, at least 1
     */
    record Llama3(double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions)
            implements RopeScaling {
        public Llama3 {
            Bounds.require(factor >= 1 && Double.isFinite(factor), "factor", factor, "a number of at least 1");
            Bounds.require(
                    lowFreqFactor > 0 && Double.isFinite(lowFreqFactor),
                    "low_freq_factor",
                    lowFreqFactor,
                    "a number above 0");
            Bounds.require(
                    highFreqFactor > lowFreqFactor && Double.isFinite(highFreqFactor),
                    "high_freq_factor",
                    highFreqFactor,
                    "above low_freq_factor " + lowFreqFactor);
            Bounds.atLeast(1, "original_max_position_embeddings", originalMaxPositions);
        }
    }
}
