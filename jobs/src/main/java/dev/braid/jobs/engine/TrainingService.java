package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.AdapterVersion;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The engine as training tasks see it. Thread-safe. */
public interface TrainingService {
    /** Whether sequences may begin with a version. */
    enum Visibility {
        /** Training reads it, requests do not see it. */
        TRAINING_ONLY,
        /** From now on the adapter's name means this version. */
        PUBLISHED
    }

    /**
     * Makes a version's weights known to this engine; taken over between two steps. Idempotent per version; a version
     * that was TRAINING_ONLY may become PUBLISHED. Completes when it is in force.
     *
     * @param weights flat trainable parameters in the order of the training layout
     */
    CompletableFuture<Void> install(AdapterVersion version, float[] weights, Visibility visibility);

    /**
     * Runs the lease's sequences; completes when the last leaf was handed to {@code leaves}, or exceptionally. The
     * version must be installed.
     *
     * @param leaves called on the engine's thread, in leaf order; must return quickly
     */
    CompletableFuture<Void> train(TrainingLease lease, Consumer<LeafResult> leaves);

    /** Drops a lease's work within one step, as when its Spark task was killed. */
    void abandon(TrainingLease lease);
}
