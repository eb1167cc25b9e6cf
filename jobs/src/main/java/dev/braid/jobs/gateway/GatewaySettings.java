package dev.braid.jobs.gateway;

import dev.braid.jobs.http.ConnectionTimes;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.http.TlsFiles;
import dev.braid.jobs.http.Trust;
import java.time.Duration;
import java.util.Optional;

/**
 * How a gateway listens and how it reaches its members.
 *
 * @param token what clients must show; empty only on loopback
 * @param memberToken what the gateway shows to members
 * @param maxBody largest request body, bytes
 * @param times for which it waits for clients
 * @param memberTimeout a member that does not answer its health check for so long loses the requests it has
 * @param memberTrust whose certificates members may show over TLS
 * @param limits on what it passes on at a time
 * @param stickyPrefix characters of a prompt by which requests go to the same member; 0 for none
 */
public record GatewaySettings(
        ListenAddress listen,
        Optional<Secret> token,
        Optional<Secret> memberToken,
        long maxBody,
        ConnectionTimes times,
        Duration memberTimeout,
        Trust memberTrust,
        GatewayLimits limits,
        int stickyPrefix) {
    /** Prefix of the keys that messages name. */
    public static final String KEYS = "spark.braid.gateway";

    private static final long BODY = 4L << 20;

    public GatewaySettings {
        if (maxBody < 1) {
            throw new IllegalArgumentException("maxBody is " + maxBody + " bytes, must be at least 1");
        }
        if (memberTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    KEYS + ".member.timeout is " + memberTimeout + ", must be at least 1 ms");
        }
    }

    /** On this machine alone, with the default limits and no tokens. */
    public static GatewaySettings loopback(int port) {
        return new GatewaySettings(
                new ListenAddress("127.0.0.1", port, KEYS),
                Optional.empty(),
                Optional.empty(),
                BODY,
                ConnectionTimes.DEFAULT,
                Duration.ofSeconds(10),
                new Trust(Optional.empty()),
                GatewayLimits.DEFAULT,
                0);
    }

    public GatewaySettings withTokens(Secret client, Secret member) {
        return new GatewaySettings(
                listen,
                Optional.of(client),
                Optional.of(member),
                maxBody,
                times,
                memberTimeout,
                memberTrust,
                limits,
                stickyPrefix);
    }

    public GatewaySettings withLimits(GatewayLimits bounds) {
        return new GatewaySettings(
                listen, token, memberToken, maxBody, times, memberTimeout, memberTrust, bounds, stickyPrefix);
    }

    public GatewaySettings withTimes(ConnectionTimes waits) {
        return new GatewaySettings(
                listen, token, memberToken, maxBody, waits, memberTimeout, memberTrust, limits, stickyPrefix);
    }

    public GatewaySettings withStickyPrefix(int characters) {
        return new GatewaySettings(
                listen, token, memberToken, maxBody, times, memberTimeout, memberTrust, limits, characters);
    }

    public GatewaySettings withTls(TlsFiles files, Trust members) {
        ListenAddress address = new ListenAddress(listen.host(), listen.port(), KEYS, Optional.of(files));
        return new GatewaySettings(
                address, token, memberToken, maxBody, times, memberTimeout, members, limits, stickyPrefix);
    }

    public GatewaySettings withMemberTimeout(Duration timeout) {
        return new GatewaySettings(
                listen, token, memberToken, maxBody, times, timeout, memberTrust, limits, stickyPrefix);
    }
}
