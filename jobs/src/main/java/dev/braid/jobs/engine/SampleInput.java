package dev.braid.jobs.engine;

import dev.braid.data.pack.PackedSequence;

/**
 * A training sample as a runner reads it.
 *
 * @param lane its place among the samples that the runner holds at a time
 * @param base copy of the base model's weights
 * @param adapter slot of the version that it trains on, or {@link StepRunner#BASE} in full-parameter training
 * @param dropoutSeed of the optimizer step
 * @param dropoutKey of the sample in its step, or -1 for no dropout
 */
public record SampleInput(
        int lane,
        PackedSequence tokens,
        int[] pages,
        int base,
        int adapter,
        long dropoutSeed,
        int dropoutKey,
        TrainingLease.Purpose purpose) {}
