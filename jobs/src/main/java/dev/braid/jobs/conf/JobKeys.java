package dev.braid.jobs.conf;

import java.time.Duration;
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

    /** Which versions of the adapter in training requests can see. */
    public enum PublishWhen {
        /** All that are due. */
        ALWAYS,
        /** Those that a validation found no worse than the best before. */
        NOT_WORSE
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
    public static final ConfKey<PublishWhen> PUBLISH_WHEN = ConfKey.of(
            "publish.when",
            ValueTypes.oneOf(PublishWhen.class),
            PublishWhen.ALWAYS,
            "versions that requests can see: all that are due, or at each validation the one whose loss is not above the"
                    + " lowest before it");
    public static final ConfKey<Double> PUBLISH_TOLERANCE = ConfKey.of(
            "publish.tolerance", ValueTypes.DECIMAL, 0.0, Bound.atLeast(0.0), "nats by which that loss may be above");
    public static final ConfKey<Integer> PUBLISH_KEEP = ConfKey.of(
            "publish.keep",
            ValueTypes.INTEGER,
            5,
            Bound.atLeast(1),
            "newest published versions of validations and checkpoints that are kept as folders to roll back to");
    public static final ConfKey<Duration> EXECUTORS_TIMEOUT = ConfKey.of(
            "executors.timeout",
            ValueTypes.DURATION,
            Duration.ofMinutes(5),
            Bounds.duration(Duration.ofSeconds(1), Duration.ofDays(7)),
            "how long executors may take to come up; the job then goes on with those that are there, and fails without");
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
            List.of(
                    MODEL,
                    OUT,
                    CACHE_DIR,
                    PUBLISH_STEPS,
                    PUBLISH_WHEN,
                    PUBLISH_TOLERANCE,
                    PUBLISH_KEEP,
                    EXECUTORS_TIMEOUT,
                    PROGRESS,
                    PROGRESS_STEPS));

    private JobKeys() {}
}
