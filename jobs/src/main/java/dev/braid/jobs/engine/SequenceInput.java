package dev.braid.jobs.engine;

import dev.braid.ops.sampling.SamplingParams;

/**
 * A sequence as a runner reads it.
 *
 * @param tokens prompt and output; the first {@code length} count
 * @param adapter slot, or -1 for the base model
 */
public record SequenceInput(int[] tokens, int length, int[] pages, int adapter, SamplingParams sampling) {}
