package dev.braid.jobs.spark;

import org.apache.spark.SparkConf;

/**
 * Keeps Braid's secrets out of Spark's event log and UI: a plugin's map becomes properties of the application, which Spark
 * shows unless {@code spark.redaction.regex} matches their names.
 */
final class Redaction {
    private static final String REGEX = "spark.redaction.regex";
    private static final String OURS = "spark\\.plugins\\.internal\\.conf\\.dev\\.braid\\.";

    private Redaction() {}

    /** Spark's own default matches the names; a user's pattern is widened so that it does. */
    static void configure(SparkConf conf) {
        if (conf.contains(REGEX)) {
            conf.set(REGEX, "(?:" + conf.get(REGEX) + ")|" + OURS);
        }
    }
}
