package dev.braid.data.pack;

import dev.braid.data.sample.TokenizedSample;

/**
 * Samples laid one after another into one training sequence, none of which sees another.
 *
 * @param ids token ids
 * @param labels labels[t] is the id that position t must predict (the next id of its sample), or {@link #IGNORED}
 * @param segmentStart segmentStart[t] is the position of the first token of the sample that holds t
 */
public record PackedSequence(int[] ids, int[] labels, int[] segmentStart) {
    /** A label that is not counted. */
    public static final int IGNORED = TokenizedSample.IGNORED;

    public PackedSequence {
        if (ids.length == 0 || labels.length != ids.length || segmentStart.length != ids.length) {
            throw new IllegalArgumentException("ids, labels and segmentStart must have one entry per token, got "
                    + ids.length + ", " + labels.length + ", " + segmentStart.length);
        }
    }

    public int length() {
        return ids.length;
    }

    /** Number of counted labels. */
    public int targets() {
        int targets = 0;
        for (int label : labels) {
            targets += label == IGNORED ? 0 : 1;
        }
        return targets;
    }

    /** Number of samples. */
    public int samples() {
        int samples = 0;
        for (int t = 0; t < segmentStart.length; t++) {
            samples += segmentStart[t] == t ? 1 : 0;
        }
        return samples;
    }
}
