package dev.braid.jobs.main.pipeline;

import dev.braid.gpp.plan.Plan;
import dev.braid.jobs.pipeline.progress.MiniBatchDone;

/** Something that happened in a training job of a graph pipeline. */
public sealed interface PipelineEvent {
    /** The table is there. */
    record Sharded(long rows, long quarantined, String folder) implements PipelineEvent {}

    /**
     * The model is cut.
     *
     * @param setting devices, mini-batch and where the costs come from
     * @param seconds of a mini-batch, simulated
     */
    record Planned(Plan plan, String setting, double seconds, double searchSeconds) implements PipelineEvent {}

    /** An attempt begins. */
    record Attempt(int attempt, long from, long to) implements PipelineEvent {}

    /**
     * A mini-batch is done by all workers.
     *
     * @param samplesPerSecond of this one
     * @param secondsLeft at the pace of the last ones
     */
    record Trained(MiniBatchDone miniBatch, double samplesPerSecond, double secondsLeft) implements PipelineEvent {}

    /** A checkpoint is complete. */
    record Saved(long iterations, String folder) implements PipelineEvent {}

    /** A checkpoint could not be written; training goes on from the one before if it must. */
    record NotSaved(long iterations, String reason) implements PipelineEvent {}

    /** An attempt has failed, the next one begins at the newest checkpoint. */
    record Restarting(int attempt, long from, String reason) implements PipelineEvent {}

    /** The job has written its result. */
    record Finished(TrainResult result) implements PipelineEvent {}
}
