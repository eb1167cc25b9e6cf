package dev.braid.ops.sampling;

import dev.braid.ops.memory.Ints;

/**
 * One row of logits to sample from.
 *
 * @param params how
 * @param position of the token being chosen, for the generator
 * @param history ids of the sequence so far (prompt and output), for the repetition penalty
 */
public record SamplingRow(SamplingParams params, int position, Ints history) {}
