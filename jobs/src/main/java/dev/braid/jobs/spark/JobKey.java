package dev.braid.jobs.spark;

import java.util.UUID;
import org.apache.spark.SparkConf;

/** What plugin, tasks and driver of one application know it by; set before the application starts. */
public record JobKey(String value) {
    /** The property that carries it. */
    static final String PROPERTY = "spark.plugins.braid.key";

    static JobKey draw() {
        return new JobKey(UUID.randomUUID().toString());
    }

    /** The key of the application whose configuration this is. */
    static JobKey of(SparkConf conf) {
        String value = conf.get(PROPERTY, "");
        if (value.isEmpty()) {
            throw new IllegalStateException(PROPERTY + " is not set: start the application through BraidSpark");
        }
        return new JobKey(value);
    }
}
