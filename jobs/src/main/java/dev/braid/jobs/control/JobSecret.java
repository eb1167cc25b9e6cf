package dev.braid.jobs.control;

import dev.braid.jobs.http.Access;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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

    /** Compares in a time that does not depend on where the difference is. */
    public boolean matches(String shown) {
        return shown != null
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "JobSecret[...]";
    }
}
