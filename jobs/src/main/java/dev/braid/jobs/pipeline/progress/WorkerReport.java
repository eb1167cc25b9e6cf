package dev.braid.jobs.pipeline.progress;

import dev.braid.jobs.pipeline.checkpoint.StatePart;
import java.util.List;

/** What a worker tells the driver, as JSON. */
public sealed interface WorkerReport {
    /** Which attempt of the job, from 0. */
    int attempt();

    /**
     * A mini-batch is done, update included.
     *
     * @param iteration from 0
     * @param lossSum over this worker's samples
     * @param penalty of this worker's weights; 0 in replicas other than the first
     * @param startMicros of the mini-batch, microseconds since the epoch
     */
    record MiniBatch(
            int attempt,
            int stage,
            int replica,
            long iteration,
            double lossSum,
            double penalty,
            long startMicros,
            long endMicros,
            List<ActionSpan> timeline)
            implements WorkerReport {
        public MiniBatch {
            timeline = List.copyOf(timeline);
        }

        /** Microseconds in which the worker computed. */
        public long busyMicros() {
            return timeline.stream().mapToLong(ActionSpan::micros).sum();
        }
    }

    /**
     * A stage's part of a checkpoint is written.
     *
     * @param iterations done before it
     */
    record Part(int attempt, int stage, long iterations, StatePart part) implements WorkerReport {}

    /** A stage's part of a checkpoint could not be written; training goes on. */
    record PartFailed(int attempt, int stage, long iterations, String reason) implements WorkerReport {}
}
