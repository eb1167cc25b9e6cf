package dev.braid.jobs.engine;

import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.model.files.AdapterConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that decides what an engine on the CPU device serves and trains.
 *
 * @param model Hugging Face folder of the base model
 * @param name under which the base model is served
 * @param adapters PEFT folders to serve
 * @param jobs what is trained, of the same kind all, so that they share one compiled model; none when it only serves
 * @param context tokens of a sequence; empty for the model's own bound
 * @param pages KV pages for requests
 * @param backwardRows rows of the workspace for backward windows; longer windows are cut
 * @param threads of the device
 */
public record EngineSpec(
        Path model,
        String name,
        List<NamedAdapter> adapters,
        List<Job> jobs,
        SchedulerSettings scheduler,
        Optional<Integer> context,
        int pages,
        int backwardRows,
        int threads) {
    public EngineSpec {
        adapters = List.copyOf(adapters);
        jobs = List.copyOf(jobs);
        if (jobs.stream().map(Job::adapter).distinct().count() < jobs.size()) {
            throw new IllegalArgumentException(
                    "jobs train " + names(jobs) + ", must train adapters of different names");
        }
        for (Job job : jobs) {
            job.requireKindOf(jobs.get(0));
        }
        if (jobs.size() > 1 && jobs.get(0).config().isEmpty()) {
            throw new IllegalArgumentException("jobs " + names(jobs)
                    + " train all parameters of one model, which one job alone can do; train adapters instead");
        }
    }

    /** An engine with at most one job. */
    public EngineSpec(
            Path model,
            String name,
            List<NamedAdapter> adapters,
            Optional<Job> job,
            SchedulerSettings scheduler,
            Optional<Integer> context,
            int pages,
            int backwardRows,
            int threads) {
        this(model, name, adapters, job.stream().toList(), scheduler, context, pages, backwardRows, threads);
    }

    private static List<String> names(List<Job> jobs) {
        return jobs.stream().map(Job::adapter).toList();
    }

    /** Any of the jobs, to tell what they have in common; empty when there is none. */
    public Optional<Job> job() {
        return jobs.stream().findFirst();
    }

    /**
     * An adapter that is served.
     *
     * @param folder in PEFT's layout
     * @param step of the version; 0 for an adapter that has no versions
     * @param versions how many may be live at a time: 1 for an adapter that stays what it is
     */
    public record NamedAdapter(String name, Path folder, long step, int versions) {
        /** One that stays what it is. */
        public NamedAdapter(String name, Path folder) {
            this(name, folder, 0, 1);
        }
    }

    /**
     * A finetuning job.
     *
     * @param adapter name of the adapter in training
     * @param config of the adapter; empty for full-parameter training
     * @param sampleTokens tokens of the longest packed sequence
     * @param liveVersions published versions that may be live at a time; of full-parameter training 0 where nobody is
     *     served, else at least 1
     * @param seed for dropout
     * @param weight its share of the training tokens relative to the other jobs'
     */
    public record Job(
            String adapter,
            Optional<AdapterConfig> config,
            int sampleTokens,
            int liveVersions,
            long seed,
            double weight) {
        public Job {
            if (!(weight > 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException(
                        "weight of job '" + adapter + "' is " + weight + ", must be more than 0");
            }
        }

        /** A job that shares evenly. */
        public Job(String adapter, Optional<AdapterConfig> config, int sampleTokens, int liveVersions, long seed) {
            this(adapter, config, sampleTokens, liveVersions, seed, 1);
        }

        private void requireKindOf(Job other) {
            require(other, "adapter configuration", config, other.config);
            require(other, "sampleTokens", sampleTokens, other.sampleTokens);
            require(other, "liveVersions", liveVersions, other.liveVersions);
        }

        private void require(Job other, String field, Object own, Object others) {
            if (!own.equals(others)) {
                throw new IllegalArgumentException(field + " of job '" + adapter + "' is " + own + ", that of '"
                        + other.adapter + "' is " + others + ": must be the same on one engine");
            }
        }
    }
}
