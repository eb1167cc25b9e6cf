package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.SlotLayout;
import dev.braid.jobs.sched.SchedulerSettings;
import java.util.List;

/**
 * How an engine works.
 *
 * @param model the name under which the base model is served
 * @param copies of the base model's weights: 1, or more where requests are served while all parameters are trained
 * @param seed for dropout, of jobs that have none of their own
 * @param jobs with a share or a seed of their own
 */
public record EngineSettings(
        String model,
        SchedulerSettings scheduler,
        SlotLayout adapters,
        TrainingTarget target,
        int copies,
        long seed,
        List<JobTerms> jobs) {
    /** What installed training versions replace. */
    public enum TrainingTarget {
        ADAPTER,
        BASE_MODEL
    }

    /**
     * What one finetuning job is given.
     *
     * @param job name of the adapter in training
     * @param weight its share of the training tokens relative to the other jobs'
     * @param seed for dropout
     */
    public record JobTerms(String job, double weight, long seed) {}

    public EngineSettings {
        jobs = List.copyOf(jobs);
    }

    /** All jobs share evenly and have the same seed; there is one copy of the base model's weights. */
    public EngineSettings(
            String model, SchedulerSettings scheduler, SlotLayout adapters, TrainingTarget target, long seed) {
        this(model, scheduler, adapters, target, 1, seed, List.of());
    }

    /** Seed of a job, for dropout. */
    long seedOf(String job) {
        for (JobTerms terms : jobs) {
            if (terms.job().equals(job)) {
                return terms.seed();
            }
        }
        return seed;
    }
}
