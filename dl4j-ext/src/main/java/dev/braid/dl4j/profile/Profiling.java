package dev.braid.dl4j.profile;

/**
 * How vertices are measured.
 *
 * @param microBatch samples of the smaller of two batches; the other has twice as many
 * @param warmUps runs of each that are not counted
 * @param runs of which the fastest counts
 */
public record Profiling(int microBatch, int warmUps, int runs) {
    public Profiling {
        if (microBatch < 1) {
            throw new IllegalArgumentException("micro-batch is " + microBatch + ", but must be at least 1");
        }
        if (warmUps < 0) {
            throw new IllegalArgumentException("number of warm-ups is " + warmUps + ", but must be at least 0");
        }
        if (runs < 1) {
            throw new IllegalArgumentException("number of runs is " + runs + ", but must be at least 1");
        }
    }
}
