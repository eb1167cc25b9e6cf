package dev.braid.jobs.train;

import dev.braid.jobs.engine.TrainingLease.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * A lease before its sequences are read: an aligned block of a step's leaves, by the sequences' numbers in their data.
 *
 * @param step optimizer step that the result counts for
 * @param version step of the adapter version to run with
 * @param stepLeaves sequences of the whole step
 * @param firstLeaf leaf number of the first sequence
 * @param sequences numbers in the training data, or in the validation data when only evaluated
 */
public record LeaseBlock(
        long step, long version, int stepLeaves, int firstLeaf, List<Long> sequences, Purpose purpose) {
    public LeaseBlock {
        sequences = List.copyOf(sequences);
        int aligned = Integer.highestOneBit(Math.max(1, 2 * sequences.size() - 1));
        if (sequences.isEmpty() || firstLeaf % aligned != 0 || firstLeaf + sequences.size() > stepLeaves) {
            throw new IllegalArgumentException("lease of " + sequences.size() + " leaves from leaf " + firstLeaf
                    + " of " + stepLeaves + " must hold a leaf, lie in the step and start at a multiple of " + aligned);
        }
    }

    /**
     * All blocks of a step.
     *
     * @param size leaves of a block, a power of two
     * @param sequence the sequence of each leaf
     */
    static List<LeaseBlock> cut(
            long step, long version, int leaves, int size, IntToLongFunction sequence, Purpose purpose) {
        List<LeaseBlock> blocks = new ArrayList<>();
        for (int from = 0; from < leaves; from += size) {
            List<Long> numbers = new ArrayList<>();
            for (int leaf = from; leaf < Math.min(leaves, from + size); leaf++) {
                numbers.add(sequence.applyAsLong(leaf));
            }
            blocks.add(new LeaseBlock(step, version, leaves, from, numbers, purpose));
        }
        return blocks;
    }
}
