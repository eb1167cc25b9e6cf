package dev.braid.jobs.spark;

import dev.braid.jobs.control.JobSecret;
import dev.braid.jobs.http.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The secrets that the driver hands its executors. Spark keeps a plugin's map among its properties while the application
 * runs, so the entries have names that {@code spark.redaction.regex} must match; {@link Redaction} sees to that.
 *
 * @param token of the sidecars when it stands in the driver's environment
 */
record Handed(JobSecret job, Optional<Secret> token) {
    private static final String JOB = "secret";
    private static final String TOKEN = "token";

    /** The map that the plugin's driver side returns. */
    static Map<String, String> entries(JobSecret job, Optional<String> token) {
        Map<String, String> entries = new HashMap<>();
        entries.put(JOB, job.value());
        token.ifPresent(text -> entries.put(TOKEN, text));
        return entries;
    }

    /** What the plugin's executor side was given. */
    static Handed read(Map<String, String> entries) {
        return new Handed(
                new JobSecret(entries.get(JOB)),
                Optional.ofNullable(entries.get(TOKEN)).map(Secret::new));
    }
}
