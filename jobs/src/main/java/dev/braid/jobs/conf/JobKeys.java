package dev.braid.jobs.conf;

import java.util.List;
import java.util.Optional;

/** Keys of the job as a whole: the model it starts from, where its results go, what it shows. */
public final class JobKeys {
    /** How progress is shown on standard error. */
    public enum Progress {
        /** {@link #TERMINAL} on a terminal, else {@link #PLAIN}. */
        AUTO,
        /** One line that is rewritten. */
        TERMINAL,
        /** A line per report. */
        PLAIN,
        /** Nothing. */
        SILENT
    }

    public static final ConfKey<String> MODEL = ConfKey.required(
            "model",
            ValueTypes.TEXT,
            "the base model: a Hugging Face folder, local on every machine, hdfs:// or s3a://");
    public static final ConfKey<String> OUT = ConfKey.required(
            "out",
            ValueTypes.TEXT,
            "folder for the adapter, checkpoints, the log and the report, local, hdfs:// or s3a://; made when missing");
    public static final ConfKey<Optional<String>> CACHE_DIR = ConfKey.optional(
            "cache.dir",
            ValueTypes.TEXT,
            Bound.any(),
            "folder on each machine for copies of models and adapters that are elsewhere; `none` takes one below "
                    + "java.io.tmpdir");
    public static final ConfKey<Integer> PUBLISH_STEPS = ConfKey.of(
            "publish.steps",
            ValueTypes.INTEGER,
            1,
            Bound.atLeast(1),
            "optimizer steps between two adapter versions that requests can see");
    public static final ConfKey<Progress> PROGRESS =
            ConfKey.of("log.progress", ValueTypes.oneOf(Progress.class), Progress.AUTO, "how progress is shown");
    public static final ConfKey<Integer> PROGRESS_STEPS = ConfKey.of(
            "log.steps",
            ValueTypes.INTEGER,
            10,
            Bound.atLeast(1),
            "optimizer steps between two plain progress lines, those of the log included");

    static final KeyGroup GROUP = new KeyGroup(
            "The job",
            "What is trained or served, and where the results go.",
            List.of(MODEL, OUT, CACHE_DIR, PUBLISH_STEPS, PROGRESS, PROGRESS_STEPS));

    private JobKeys() {}
}
