package dev.braid.ops.loss;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;

/**
 * Softmax cross-entropy of logits against target ids, in place: the caller feeds it chunk after chunk of logits so
 * that the full {@code [tokens, vocabulary]} matrix never exists.
 *
 * <p>Order of summation: the exponentials of a row are summed in sixteen partial sums by column modulo 16, combined in
 * one fixed order ({@link dev.braid.ops.math.PartialSums}).
 */
public interface CrossEntropy {
    /** A label that is not counted. */
    int IGNORED = -100;

    /** What to leave in the logits matrix. */
    enum Gradient {
        /** Nothing that may be used. */
        NONE,
        /** d(sum of nll)/d(logits): softmax minus one-hot; zero rows where the label is {@link #IGNORED}. */
        IN_PLACE
    }

    /** @param nll {@code [rows, 1]}: negative log-likelihood per row in nats, 0 where ignored */
    void apply(Stream stream, Matrix logits, Ints labels, Matrix nll, Gradient gradient);
}
