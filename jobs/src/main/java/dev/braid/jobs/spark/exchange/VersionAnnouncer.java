package dev.braid.jobs.spark.exchange;

/** Whoever tells executors which version requests see. Called by the thread that runs the steps. */
public interface VersionAnnouncer {
    /** Makes the adapter's name mean the version of this step. */
    void publish(long step, SlicedWeights weights);

    /** Tells executors that have come since. */
    void refresh();
}
