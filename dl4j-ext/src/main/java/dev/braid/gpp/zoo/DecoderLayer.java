package dev.braid.gpp.zoo;

import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;

/**
 * One block of a decoder as in Llama: RMSNorm, causal attention with grouped keys and values, SwiGLU, two residuals. The
 * scores are computed in tiles and not kept; of each query half of the keys are seen.
 *
 * @param width bytes of an element
 */
record DecoderLayer(long sequence, long hidden, long heads, long kvHeads, long ffn, int width) {
    private static final int GAINS = 2;

    /** Two norms read and write, two residuals, and what stands between them. */
    private static final int HIDDEN_PASSES = 10;

    DecoderLayer {
        if (hidden % heads != 0 || heads % kvHeads != 0) {
            throw new IllegalArgumentException("hidden is " + hidden + ", heads " + heads + ", kvheads " + kvHeads
                    + "; heads must divide hidden, and kvheads heads");
        }
    }

    private double keys() {
        return (double) hidden / heads * kvHeads;
    }

    /** Weights of the seven products. */
    double weights() {
        return 2.0 * hidden * hidden + 2.0 * hidden * keys() + 3.0 * hidden * ffn;
    }

    double parameters() {
        return weights() + GAINS * hidden;
    }

    /** Operations of scores and weighted sums, forward. */
    double product() {
        return 2.0 * sequence * sequence * hidden;
    }

    /** What backward reads of a token. */
    double savedPerToken() {
        return 5.0 * hidden + 2.0 * keys() + 3.0 * ffn;
    }

    Operator operator(String id) {
        double projection = 2 * weights() * sequence;
        double bytes = parameters() * width;
        double moved = sequence * (HIDDEN_PASSES * hidden + 2 * savedPerToken()) * width;
        return new Operator(
                id,
                new Work.Counted(projection + product(), bytes, moved),
                new Work.Counted(projection + 2 * product(), bytes, 2 * moved),
                new Work.Counted(projection, 2 * bytes, moved),
                bytes,
                sequence * savedPerToken() * width);
    }
}
