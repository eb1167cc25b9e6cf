package dev.braid.gpp.zoo;

import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;

/**
 * Norm, self-attention over {@code [sequence, hidden]} and the residual. The scores of each head are computed as a whole,
 * {@code [heads, sequence, sequence]}, and their softmax is saved, as it was before fused kernels. Each of the two
 * products between activations has two gradients, both in the input gradient; the four projections have one in each.
 *
 * @param width bytes of an element
 */
record Attention(long sequence, long hidden, long heads, int width, Tensor.Origin input) {
    private static final int PROJECTIONS = 4;

    /** Norm (read, write), its result, queries, keys and values, the context, the residual and the output. */
    private static final int TOKEN_PASSES = 13;

    /** Scores written, softmax read and written, and read again. */
    private static final int SCORE_PASSES = 4;

    /** The normalised input, queries, keys, values, the context and the output. */
    private static final int SAVED_PER_TOKEN = 6;

    private static final int NORM_STATISTICS = 2;

    Operator operator(String id) {
        double weights = parameters() * width;
        double tokens = (double) sequence * hidden;
        double scores = (double) heads * sequence * sequence;
        double fromData = input == Tensor.Origin.DATA ? tokens : 0;
        double saved = SAVED_PER_TOKEN * tokens + scores + NORM_STATISTICS * sequence + fromData;
        return new Operator(
                id,
                new Work.Counted(projection() + product(), weights, passes(tokens, scores) * width),
                new Work.Counted(projection() + 2 * product(), weights, passes(tokens, 2 * scores) * width),
                new Work.Counted(projection(), 2 * weights, (2 * PROJECTIONS) * tokens * width),
                weights,
                saved * width);
    }

    /** Operations of the four projections, forward. */
    double projection() {
        return 2.0 * PROJECTIONS * sequence * hidden * hidden;
    }

    /** Operations of scores and context, forward. */
    double product() {
        return 4.0 * sequence * sequence * hidden;
    }

    /** Four projections with bias, and the norm. */
    double parameters() {
        return (double) PROJECTIONS * hidden * (hidden + 1) + 2.0 * hidden;
    }

    private static double passes(double tokens, double scores) {
        return TOKEN_PASSES * tokens + SCORE_PASSES * scores;
    }
}
