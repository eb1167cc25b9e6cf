package dev.braid.data.sample;

import java.util.Arrays;
import java.util.BitSet;

/**
 * One sample as tokens.
 *
 * @param ids token ids
 * @param labels labels[t] is the id that position t must predict, ids[t + 1], or {@link #IGNORED} where that token is not
 *     trained; the last one always is
 */
public record TokenizedSample(int[] ids, int[] labels) {
    /** A label that is not counted. */
    public static final int IGNORED = -100;

    public TokenizedSample {
        if (ids.length == 0 || ids.length != labels.length) {
            throw new IllegalArgumentException(
                    "ids and labels must have one entry per token, got " + ids.length + " and " + labels.length);
        }
    }

    /**
     * A sample whose tokens in {@code trained} are targets.
     *
     * @param trained positions of the tokens that are to be predicted; position 0 has nothing before it and is never one
     */
    public static TokenizedSample of(int[] ids, BitSet trained) {
        int[] labels = new int[ids.length];
        Arrays.fill(labels, IGNORED);
        for (int t = 1; t < ids.length; t++) {
            if (trained.get(t)) {
                labels[t - 1] = ids[t];
            }
        }
        return new TokenizedSample(ids, labels);
    }

    public int length() {
        return ids.length;
    }

    /** Number of counted labels. */
    public int targets() {
        return (int) Arrays.stream(labels).filter(label -> label != IGNORED).count();
    }

    /** The first {@code length} tokens; the new last position has no target any more. */
    TokenizedSample cut(int length) {
        if (length >= ids.length) {
            return this;
        }
        int[] cutLabels = Arrays.copyOf(labels, length);
        cutLabels[length - 1] = IGNORED;
        return new TokenizedSample(Arrays.copyOf(ids, length), cutLabels);
    }
}
