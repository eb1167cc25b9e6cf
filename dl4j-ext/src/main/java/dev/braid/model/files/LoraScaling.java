package dev.braid.model.files;

/** How the product B A is scaled before it is added. */
public enum LoraScaling {
    /** alpha / rank. */
    BY_RANK,
    /** alpha / sqrt(rank): {@code use_rslora}. */
    BY_ROOT_OF_RANK;

    double scale(double alpha, int rank) {
        return this == BY_RANK ? alpha / rank : alpha / Math.sqrt(rank);
    }
}
