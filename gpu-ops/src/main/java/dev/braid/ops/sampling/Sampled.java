package dev.braid.ops.sampling;

import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;

/**
 * Where a batch of samples is written; log-probabilities are those of the unmodified distribution, in nats.
 *
 * @param token {@code [rows]} chosen ids
 * @param logprob {@code [rows, 1]} of the chosen ids; NaN where no log-probabilities were asked for
 * @param topToken {@code [rows * 20]}: ids of the likeliest tokens, row by row, -1 past the number asked for
 * @param topLogprob {@code [rows, 20]} theirs, NaN past the number asked for
 */
public record Sampled(Ints token, Matrix logprob, Ints topToken, Matrix topLogprob) {
    /** Alternatives kept per row. */
    public static final int MAX_TOP = 20;
}
