package dev.braid.jobs.train;

import java.util.List;
import java.util.OptionalLong;

/** Whoever has leases run on executors and makes versions known to them. Called by the thread that runs the steps. */
public interface LeaseRunner {
    /** Leases that a step should have at least, so that every executor gets some. */
    int tasks();

    /**
     * Runs all leases and returns when each has been run at least once, in any order.
     *
     * @param parameters weights of the version that the leases name, flat
     */
    List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters);

    /**
     * Makes the adapter's name mean this version on every executor.
     *
     * @param version the optimizer step that made it
     */
    void publish(long version, float[] parameters);

    /**
     * Publishes again the newest version that was published at or before a step, in an earlier run of the same job.
     *
     * @return its step; empty when none is kept
     */
    default OptionalLong republish(long step) {
        return OptionalLong.empty();
    }
}
