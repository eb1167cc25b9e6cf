package dev.braid.jobs.train;

/** The order in which an epoch goes through the data: for each epoch a permutation that follows from its number. */
@FunctionalInterface
public interface SequenceOrder {
    /**
     * The sequence at a position of an epoch.
     *
     * @param epoch from 0
     * @param position in {@code [0, sequences)}
     */
    long sequence(long epoch, long position);
}
