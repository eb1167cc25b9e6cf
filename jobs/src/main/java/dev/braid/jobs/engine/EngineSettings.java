package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.SlotLayout;
import dev.braid.jobs.sched.SchedulerSettings;

/**
 * How an engine works.
 *
 * @param model the name under which the base model is served
 * @param seed of the training job, for dropout
 */
public record EngineSettings(
        String model, SchedulerSettings scheduler, SlotLayout adapters, TrainingTarget target, long seed) {
    /** What installed training versions replace. */
    public enum TrainingTarget {
        ADAPTER,
        BASE_MODEL
    }
}
