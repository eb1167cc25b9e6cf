package dev.braid.gpp.simulate;

/** What one stage sent another after one of its passes, over the link between the two. */
public record Transfer(Kind kind, int from, int to, int microBatch, double start, double end) {
    public enum Kind {
        ACTIVATIONS,
        GRADIENTS
    }
}
