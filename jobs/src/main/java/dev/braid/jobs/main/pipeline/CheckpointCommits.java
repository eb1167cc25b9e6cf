package dev.braid.jobs.main.pipeline;

import dev.braid.jobs.pipeline.checkpoint.Manifest;
import dev.braid.jobs.pipeline.checkpoint.StatePart;
import dev.braid.jobs.pipeline.progress.WorkerReport;
import dev.braid.jobs.spark.pipeline.PipelineCheckpoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Commits a checkpoint when every stage has written its part of it in one attempt. Called by one thread at a time. */
final class CheckpointCommits {
    private final PipelineCheckpoints checkpoints;
    private final Manifest start;
    private final int stages;
    private final int keep;
    private final Consumer<PipelineEvent> events;
    private final Map<Long, TreeMap<Integer, StatePart>> open = new HashMap<>();
    private int attempt;

    /** @param start what the run begins with; later manifests say the same of it */
    CheckpointCommits(
            PipelineCheckpoints checkpoints, Manifest start, int stages, int keep, Consumer<PipelineEvent> events) {
        this.checkpoints = checkpoints;
        this.start = start;
        this.stages = stages;
        this.keep = keep;
        this.events = events;
    }

    void add(WorkerReport.Part part) {
        if (!current(part.attempt())) {
            return;
        }
        TreeMap<Integer, StatePart> parts = open.computeIfAbsent(part.iterations(), iterations -> new TreeMap<>());
        parts.put(part.stage(), part.part());
        if (parts.size() == stages) {
            open.remove(part.iterations());
            commit(part.iterations(), new ArrayList<>(parts.values()));
        }
    }

    void failed(WorkerReport.PartFailed failed) {
        if (current(failed.attempt())) {
            events.accept(new PipelineEvent.NotSaved(failed.iterations(), failed.reason()));
        }
    }

    private boolean current(int reporting) {
        if (reporting > attempt) {
            attempt = reporting;
            open.clear();
        }
        return reporting == attempt;
    }

    private void commit(long iterations, List<StatePart> parts) {
        Manifest manifest = new Manifest(
                Manifest.VERSION, iterations, start.startIterations(), start.startEpochs(), start.fingerprint(), parts);
        try {
            checkpoints.commit(manifest, keep);
            events.accept(new PipelineEvent.Saved(iterations, checkpoints.location(iterations)));
        } catch (IOException e) {
            events.accept(new PipelineEvent.NotSaved(iterations, "its manifest cannot be written: " + e.getMessage()));
        }
    }
}
