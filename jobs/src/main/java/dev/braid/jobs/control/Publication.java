package dev.braid.jobs.control;

import dev.braid.jobs.adapter.AdapterVersion;
import java.time.Duration;

/**
 * A version on its way to the executors.
 *
 * @param path of the endpoint that takes it
 * @param body what is posted there
 * @param patience how long an executor may take to have it; training waits meanwhile
 */
public record Publication(AdapterVersion version, String path, byte[] body, Duration patience) {
    private static final Duration LEAST = Duration.ofSeconds(4);
    /** Slower networks would hold training up anyway. */
    private static final long BYTES_PER_SECOND = 20_000_000;

    /** One that carries its weights. */
    public static Publication of(VersionMessage message) {
        byte[] body = message.encode();
        return new Publication(message.version(), VersionService.PATH, body, patience(body.length));
    }

    /** For so many bytes of weights, however they come. */
    public static Duration patience(long bytes) {
        return LEAST.plusSeconds(bytes / BYTES_PER_SECOND);
    }
}
