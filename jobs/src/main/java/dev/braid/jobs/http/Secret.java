package dev.braid.jobs.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A shared secret: compared in constant time, never printed. */
public final class Secret {
    private final String value;
    private final byte[] digest;

    public Secret(String value) {
        if (value.isBlank() || !value.equals(value.strip())) {
            throw new IllegalArgumentException("a token is empty or has spaces around it; it must have neither");
        }
        this.value = value;
        this.digest = digest(value);
    }

    /** Whether {@code given} is this secret; takes as long for a wrong one as for the right one. */
    public boolean matches(String given) {
        return MessageDigest.isEqual(digest, digest(given));
    }

    /** The header value that presents it. */
    public String bearer() {
        return "Bearer " + value;
    }

    /** Digests are equally long, so that not even the length of the secret shows. */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
