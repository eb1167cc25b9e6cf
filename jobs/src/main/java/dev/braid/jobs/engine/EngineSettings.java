package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.SlotLayout;
import dev.braid.jobs.sched.SchedulerSettings;

/**
 * How an engine works.
 *
 * @param model the name under which the base model is served
 * @param maxWaiting requests that may wait; one more is refused as overloaded
 * @param seed of the training job, for dropout
 */
public record EngineSettings(
        String model,
        SchedulerSettings scheduler,
        SlotLayout adapters,
        TrainingTarget target,
        int maxWaiting,
        long seed) {
    /** What installed training versions replace. */
    public enum TrainingTarget {
        ADAPTER,
        BASE_MODEL
    }

    public EngineSettings {
        if (maxWaiting < 1) {
            throw new IllegalArgumentException("maxWaiting is " + maxWaiting + ", must be at least 1");
        }
    }
}
