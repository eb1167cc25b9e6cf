package dev.braid.jobs.spark;

import java.util.Locale;
import org.apache.spark.SparkConf;

/** What an application does. */
public enum JobMode {
    /** Trains, and serves while it does. */
    FINETUNE,
    /** Only serves. */
    SERVE;

    static final String PROPERTY = "spark.plugins.braid.mode";

    static JobMode of(SparkConf conf) {
        return valueOf(conf.get(PROPERTY).toUpperCase(Locale.ROOT));
    }

    String property() {
        return name().toLowerCase(Locale.ROOT);
    }
}
