package dev.braid.model.program;

/**
 * A sequence to train on. Labels are shifted already: {@code labels[t]} is what position t predicts, -100 for nothing.
 *
 * @param segmentStart segmentStart[t] is the first position that t may see
 * @param adapter slot of the adapter bank that is trained, or -1
 * @param dropoutKey names this sample's dropout masks; -1 for no dropout
 * @param pages KV pages for the whole length
 */
public record TrainingSample(int[] ids, int[] labels, int[] segmentStart, int adapter, int dropoutKey, int[] pages) {
    public TrainingSample {
        if (ids.length == 0 || labels.length != ids.length || segmentStart.length != ids.length) {
            throw new IllegalArgumentException("ids, labels and segmentStart must have one entry per token, got "
                    + ids.length + ", " + labels.length + ", " + segmentStart.length);
        }
        for (int t = 0; t < segmentStart.length; t++) {
            if (segmentStart[t] < 0 || segmentStart[t] > t) {
                throw new IllegalArgumentException("segmentStart of position " + t + " is " + segmentStart[t]
                        + ", must be in [0, " + t + "], not behind the position");
            }
        }
    }

    public int length() {
        return ids.length;
    }
}
