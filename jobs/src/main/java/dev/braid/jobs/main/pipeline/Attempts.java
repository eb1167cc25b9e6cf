package dev.braid.jobs.main.pipeline;

import dev.braid.jobs.spark.pipeline.PipelineOrder.Span;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Brings a run to its end by attempts, each from the newest checkpoint. Those that come further than the one before may
 * go on for ever; a few in a row that do not are the end.
 */
final class Attempts {
    /** Runs one attempt to its end; returns when the last checkpoint is complete. */
    interface Runner {
        void run(Span span);
    }

    private final Runner runner;
    /** Iterations of the newest checkpoint. */
    private final LongSupplier newest;

    private final int restarts;
    private final Consumer<PipelineEvent> events;

    Attempts(Runner runner, LongSupplier newest, int restarts, Consumer<PipelineEvent> events) {
        this.runner = runner;
        this.newest = newest;
        this.restarts = restarts;
        this.events = events;
    }

    /**
     * @param to iterations to have done
     * @return attempts after the first
     * @throws PipelineFailedException when attempts fail without getting further
     */
    int run(long to, int checkpointEvery) {
        int failures = 0;
        int attempt = 0;
        for (long done = newest.getAsLong(); done < to; attempt++) {
            events.accept(new PipelineEvent.Attempt(attempt, done, to));
            try {
                runner.run(new Span(attempt, done, to, checkpointEvery));
                done = requireProgress(to);
            } catch (RuntimeException e) {
                long reached = newest.getAsLong();
                failures = reached > done ? 1 : failures + 1;
                done = reached;
                if (failures > restarts) {
                    throw new PipelineFailedException(attempt + 1, reached, e);
                }
                events.accept(new PipelineEvent.Restarting(attempt, reached, PipelineFailedException.reason(e)));
            }
        }
        return Math.max(0, attempt - 1);
    }

    private long requireProgress(long to) {
        long reached = newest.getAsLong();
        if (reached < to) {
            throw new IllegalStateException("the attempt did " + to + " iterations, but its last checkpoint is that of "
                    + reached + ": it could not be written");
        }
        return reached;
    }
}
