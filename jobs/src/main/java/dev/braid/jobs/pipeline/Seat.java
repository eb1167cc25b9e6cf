package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Stage;

/**
 * A worker's place in a plan.
 *
 * @param replica from 0; of each micro-batch of b samples over d replicas it does the samples {@code replica * b / d} to
 *     {@code (replica + 1) * b / d}
 */
public record Seat(int stage, int replica) {
    /** The first sample, within the mini-batch, of this seat's part of a micro-batch. */
    public int from(Stage stage, int microBatch) {
        return microBatch * stage.microBatch() + replica * count(stage);
    }

    /** Samples of a micro-batch that one replica does. */
    public static int count(Stage stage) {
        return stage.microBatch() / stage.degree();
    }
}
