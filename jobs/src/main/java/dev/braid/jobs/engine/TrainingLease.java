package dev.braid.jobs.engine;

import dev.braid.data.pack.PackedSequence;
import java.util.List;

/**
 * An aligned block of training sequences that one task has taken on for one optimizer step.
 *
 * @param job name of the adapter in training
 * @param step the optimizer step, from 1
 * @param version step of the adapter version to train on (the previous optimizer step)
 * @param firstLeaf leaf number of the first sequence within the step; a multiple of {@code leaves.size()} rounded up to
 *     a power of two
 * @param leaves the sequences, in leaf order
 */
public record TrainingLease(
        String job, long step, long version, int firstLeaf, List<PackedSequence> leaves, Purpose purpose) {
    /** What is wanted of the sequences. */
    public enum Purpose {
        /** Loss and gradient. */
        TRAIN,
        /** Loss alone, without dropout. */
        EVALUATE
    }

    public TrainingLease {
        leaves = List.copyOf(leaves);
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("a lease must hold at least one sequence");
        }
    }
}
