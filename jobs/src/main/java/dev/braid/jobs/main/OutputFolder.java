package dev.braid.jobs.main;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.conf.JobKeys;
import java.nio.file.Path;

/** Where a job's results go: a folder that the driver sees as a local one, and executors under the same path. */
public record OutputFolder(Path root) {
    static OutputFolder of(BraidConf conf) {
        String out = conf.get(JobKeys.OUT);
        if (out.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*") && !out.startsWith("file:")) {
            throw new ConfException(JobKeys.OUT.name() + " is " + out
                    + ", must be a folder of a file system that is mounted on driver and executors");
        }
        return new OutputFolder(Path.of(out.replaceFirst("^file:(//)?", "")).toAbsolutePath());
    }

    /** The PEFT adapter. */
    public Path adapter() {
        return root.resolve("adapter");
    }

    /** The model, when all its parameters were trained. */
    public Path model() {
        return root.resolve("model");
    }

    /** Packed training data. */
    public Path data() {
        return root.resolve("data");
    }

    /** Packed validation data that came from files of its own. */
    public Path validationData() {
        return root.resolve("validation-data");
    }

    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    /** What the job did, as text for people. */
    public Path log() {
        return root.resolve("log.txt");
    }

    /** Progress as one JSON object a line. */
    public Path events() {
        return root.resolve("events.jsonl");
    }
}
