package dev.braid.dl4j.compute;

/**
 * Sequences one after the other, and how their rows see each other.
 *
 * @param sequences of equal length
 * @param steps rows of one
 * @param kvHeads heads of keys and values, each shared by {@code heads / kvHeads} heads of queries
 */
public record AttentionShape(int sequences, int steps, int heads, int kvHeads, int headSize, Mask mask) {
    /** Which keys a row sees. */
    public enum Mask {
        /** All of its sequence. */
        NONE,
        /** Those up to its own. */
        CAUSAL
    }

    public AttentionShape {
        if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0 || headSize < 1) {
            throw new IllegalArgumentException("heads is " + heads + ", kvHeads " + kvHeads + ", headSize " + headSize
                    + "; all must be at least 1 and kvHeads must divide heads");
        }
    }

    public int rows() {
        return sequences * steps;
    }

    double scale() {
        return 1 / Math.sqrt(headSize);
    }
}
