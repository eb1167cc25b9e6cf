package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Action;

/** Told what a worker does, on its thread. Must not block. */
public interface WorkerObserver {
    /**
     * An action is done.
     *
     * @param startNanos of the worker's clock
     */
    void done(long iteration, Action action, long startNanos, long endNanos);

    /**
     * A mini-batch is done, update included.
     *
     * @param lossSum of this worker's samples; 0 in a stage without output layer
     * @param penalty of this worker's weights; 0 in replicas other than the first
     */
    void miniBatch(long iteration, double lossSum, double penalty, long startNanos, long endNanos);
}
