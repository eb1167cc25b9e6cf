package dev.braid.jobs.gateway;

import java.time.Duration;

/**
 * How much a gateway takes on.
 *
 * @param maxStreams most requests that are being answered at a time
 * @param maxQueue most requests that wait for that; more are answered with 429
 * @param shutdownTime how long answers that have begun may take when it closes
 */
public record GatewayLimits(int maxStreams, int maxQueue, Duration shutdownTime) {
    /** Bounds that a driver of the usual size bears. */
    public static final GatewayLimits DEFAULT = new GatewayLimits(1024, 256, Duration.ZERO);

    public GatewayLimits {
        if (maxStreams < 1) {
            throw new IllegalArgumentException("maxStreams is " + maxStreams + ", must be at least 1");
        }
        if (maxQueue < 0) {
            throw new IllegalArgumentException("maxQueue is " + maxQueue + ", must be at least 0");
        }
        if (shutdownTime.isNegative()) {
            throw new IllegalArgumentException("shutdownTime is " + shutdownTime + ", must not be negative");
        }
    }
}
