package dev.braid.jobs.control;

import dev.braid.jobs.http.Access;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What the driver of a job shows its executors so that they take orders from it. Never printed. */
public record JobSecret(String value) {
    /** The HTTP header that carries it. */
    public static final String HEADER = Access.JOB_SECRET_HEADER;

    /** A new one. */
    public static JobSecret draw(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new JobSecret(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return "JobSecret[...]";
    }
}
