package dev.braid.jobs.serve;

import dev.braid.jobs.http.ConnectionTimes;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import java.util.Optional;

/**
 * How a sidecar listens and what it bears.
 *
 * @param token what clients must show; empty only on loopback
 * @param jobSecret what the driver shows at control endpoints; empty where there are none
 * @param maxBody largest request body, bytes
 * @param maxInFlight most generation requests answered at a time; more get a 429
 * @param times for which it waits
 */
public record SidecarSettings(
        ListenAddress listen,
        Optional<Secret> token,
        Optional<Secret> jobSecret,
        long maxBody,
        int maxInFlight,
        ConnectionTimes times) {
    /** Prefix of the keys that messages name. */
    public static final String KEYS = "spark.braid.serve";

    private static final long BODY = 4L << 20;
    private static final int IN_FLIGHT = 2048;

    public SidecarSettings {
        if (maxBody < 1) {
            throw new IllegalArgumentException(KEYS + ".max.body is " + maxBody + ", must be at least 1");
        }
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight is " + maxInFlight + ", must be at least 1");
        }
    }

    /** On this machine alone, with the default limits and no token. */
    public static SidecarSettings loopback(int port) {
        return new SidecarSettings(
                new ListenAddress("127.0.0.1", port, KEYS),
                Optional.empty(),
                Optional.empty(),
                BODY,
                IN_FLIGHT,
                ConnectionTimes.DEFAULT);
    }

    public SidecarSettings withListen(ListenAddress address) {
        return new SidecarSettings(address, token, jobSecret, maxBody, maxInFlight, times);
    }

    public SidecarSettings withToken(Secret secret) {
        return new SidecarSettings(listen, Optional.of(secret), jobSecret, maxBody, maxInFlight, times);
    }

    public SidecarSettings withJobSecret(Secret secret) {
        return new SidecarSettings(listen, token, Optional.of(secret), maxBody, maxInFlight, times);
    }

    public SidecarSettings withMaxBody(long bytes) {
        return new SidecarSettings(listen, token, jobSecret, bytes, maxInFlight, times);
    }

    public SidecarSettings withTimes(ConnectionTimes waits) {
        return new SidecarSettings(listen, token, jobSecret, maxBody, maxInFlight, waits);
    }

    public SidecarSettings withMaxInFlight(int requests) {
        return new SidecarSettings(listen, token, jobSecret, maxBody, requests, times);
    }
}
