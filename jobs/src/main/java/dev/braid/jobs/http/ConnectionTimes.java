package dev.braid.jobs.http;

import java.time.Duration;

/**
 * How long a server waits for its clients.
 *
 * @param header for the headers of a connection's first request
 * @param body for the body of a request
 * @param idle for anything on a connection that has no request under way
 */
public record ConnectionTimes(Duration header, Duration body, Duration idle) {
    /** Enough for a slow line, and little to gain for who holds connections open. */
    public static final ConnectionTimes DEFAULT =
            new ConnectionTimes(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60));

    public ConnectionTimes {
        requirePositive("header", header);
        requirePositive("body", body);
        requirePositive("idle", idle);
    }

    private static void requirePositive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " time is " + time + ", must be above 0");
        }
    }
}
