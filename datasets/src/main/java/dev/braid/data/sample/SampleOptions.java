package dev.braid.data.sample;

import java.io.Serializable;

/**
 * How rows become samples.
 *
 * @param cutoff the longest sample in tokens
 */
public record SampleOptions(int cutoff, Overlong overlong, PromptLoss promptLoss) implements Serializable {
    public SampleOptions {
        if (cutoff < 2) {
            throw new IllegalArgumentException(
                    "cutoff is " + cutoff + ", must be at least 2: a token and the one it predicts");
        }
    }
}
