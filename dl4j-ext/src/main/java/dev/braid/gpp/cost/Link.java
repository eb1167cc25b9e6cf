package dev.braid.gpp.cost;

/** A link between two devices, one direction. */
public record Link(double bytesPerSecond, double latencySeconds) {
    public Link {
        Require.positive("bandwidth", bytesPerSecond);
        Require.notNegative("latency", latencySeconds);
    }

    /** Seconds until the last of {@code bytes} has arrived; nothing for no bytes. */
    public double seconds(double bytes) {
        return bytes == 0 ? 0 : latencySeconds + bytes / bytesPerSecond;
    }
}
