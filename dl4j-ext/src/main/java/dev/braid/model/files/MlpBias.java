package dev.braid.model.files;

/** Whether the three linears of the feed-forward block add a bias. */
public enum MlpBias {
    NONE,
    ALL
}
