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
 * @param job what is trained; empty when it only serves
 * @param context tokens of a sequence; empty for the model's own bound
 * @param pages KV pages for requests
 * @param backwardRows rows of the workspace for backward windows; longer windows are cut
 * @param threads of the device
 */
public record EngineSpec(
        Path model,
        String name,
        List<NamedAdapter> adapters,
        Optional<Job> job,
        SchedulerSettings scheduler,
        Optional<Integer> context,
        int pages,
        int backwardRows,
        int threads) {
    public EngineSpec {
        adapters = List.copyOf(adapters);
    }

    /** An adapter folder and the name under which it is served. */
    public record NamedAdapter(String name, Path folder) {}

    /**
     * A finetuning job.
     *
     * @param adapter name of the adapter in training
     * @param config of the adapter; empty for full-parameter training
     * @param sampleTokens tokens of the longest packed sequence
     * @param liveVersions published versions of the adapter that may be live at a time
     */
    public record Job(String adapter, Optional<AdapterConfig> config, int sampleTokens, int liveVersions, long seed) {}
}
