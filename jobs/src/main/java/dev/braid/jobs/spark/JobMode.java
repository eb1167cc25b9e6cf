package dev.braid.jobs.spark;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import java.util.Locale;
import org.apache.spark.SparkConf;

/** What an application does. */
public enum JobMode {
    /** Trains, and serves while it does. */
    FINETUNE,
    /** Only serves. */
    SERVE,
    /** Trains a graph pipeline; serves beside it when a model to serve is named. */
    PIPELINE;

    static final String PROPERTY = "spark.plugins.braid.mode";

    /** Whether executors hold engines: in a pipeline only those that serve a model beside it do. */
    public EnginePresence engines(BraidConf conf) {
        return this != PIPELINE || conf.set(JobKeys.MODEL).isPresent() ? EnginePresence.PRESENT : EnginePresence.ABSENT;
    }

    /** Whether executors hold engines. */
    public enum EnginePresence {
        PRESENT,
        ABSENT
    }

    static JobMode of(SparkConf conf) {
        return valueOf(conf.get(PROPERTY).toUpperCase(Locale.ROOT));
    }

    String property() {
        return name().toLowerCase(Locale.ROOT);
    }
}
