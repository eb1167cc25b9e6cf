package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Stage;

/**
 * A worker's place in a plan.
 *
 * @param replica from 0; of each micro-batch of b samples over d replicas it does the samples from {@code replica * b / d}
 *     to {@code (replica + 1) * b / d}, both rounded down
 */
public record Seat(int stage, int replica) {
    /** The first sample, within the mini-batch, of this seat's part of a micro-batch. */
    public int from(Stage stage, int microBatch) {
        return microBatch * stage.microBatch() + replica * stage.microBatch() / stage.degree();
    }

    /** Samples of a micro-batch that this seat does. */
    public int count(Stage stage) {
        return (replica + 1) * stage.microBatch() / stage.degree() - replica * stage.microBatch() / stage.degree();
    }

    @Override
    public String toString() {
        return "stage " + stage + " replica " + replica;
    }
}
