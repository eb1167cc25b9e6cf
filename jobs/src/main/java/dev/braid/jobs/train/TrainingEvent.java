package dev.braid.jobs.train;

import java.util.Map;
import java.util.OptionalLong;

/** Something that the loop has done, as progress displays and logs want to know it. */
public sealed interface TrainingEvent {
    /** The optimizer step after which it happened. */
    long step();

    /**
     * The loop begins behind {@code step}.
     *
     * @param steps optimizer steps of the whole run
     * @param parameters trainable ones
     */
    record Started(long step, long steps, long sequences, int parameters) implements TrainingEvent {}

    /**
     * An optimizer step is done.
     *
     * @param epoch passes over the data so far
     * @param loss mean negative log-likelihood per target, nats, before the update
     * @param gradientNorm global norm of the mean gradient before clipping
     * @param tokensByExecutor that went through the model, by executor id
     * @param seconds of this step
     * @param secondsLeft estimate for the rest of the run, from this run's mean step
     */
    record Stepped(
            long step,
            double epoch,
            double loss,
            double learningRate,
            double gradientNorm,
            Map<String, Long> tokensByExecutor,
            double seconds,
            double secondsLeft)
            implements TrainingEvent {
        public Stepped {
            tokensByExecutor = Map.copyOf(tokensByExecutor);
        }

        public long tokens() {
            return tokensByExecutor.values().stream().mapToLong(Long::longValue).sum();
        }

        public double tokensPerSecond() {
            return seconds > 0 ? tokens() / seconds : 0;
        }
    }

    /** The version of this step is what the adapter's name means now. */
    record Published(long step) implements TrainingEvent {}

    /**
     * The version of this step does not become what the adapter's name means.
     *
     * @param published the version that it goes on to mean; empty when it means nothing yet
     */
    record HeldBack(long step, OptionalLong published, String reason) implements TrainingEvent {}

    /** The validation data was evaluated: mean negative log-likelihood per target, nats. */
    record Evaluated(long step, double loss, double bestLoss, long bestStep) implements TrainingEvent {}

    /** A checkpoint is complete. */
    record Saved(long step, String checkpoint) implements TrainingEvent {}

    /** A checkpoint could not be written; training goes on. */
    record NotSaved(long step, String reason) implements TrainingEvent {}

    /**
     * Executors took the parameters with them, and the loop goes on behind the step of the newest checkpoint.
     *
     * @param reason what was lost
     */
    record WentBack(long step, String reason) implements TrainingEvent {}

    /** The loop has ended. */
    record Finished(long step, End end, double seconds) implements TrainingEvent {}

    /** Why a loop ended. */
    enum End {
        /** All steps are done. */
        COMPLETED,
        /** The validation loss did not get lower for long enough. */
        EARLY_STOP,
        /** Somebody asked for it. */
        STOPPED
    }
}
