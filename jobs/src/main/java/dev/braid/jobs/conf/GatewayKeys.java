package dev.braid.jobs.conf;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keys of the gateway, the one address in front of all sidecars. */
public final class GatewayKeys {
    public static final ConfKey<Toggle> ENABLED =
            ConfKey.of("gateway.enabled", ValueTypes.TOGGLE, Toggle.ENABLED, "whether the driver hosts a gateway");
    public static final ConfKey<String> HOST = ConfKey.of(
            "gateway.host", ValueTypes.TEXT, "127.0.0.1", "address that the gateway listens on; another needs a token");
    public static final ConfKey<Integer> PORT = ConfKey.of(
            "gateway.port", ValueTypes.INTEGER, 0, Bound.between(0, 65_535), "port of the gateway; 0 takes a free one");
    public static final ConfKey<Optional<String>> TOKEN_FILE = ConfKey.optional(
            "gateway.token.file", ValueTypes.TEXT, Bound.any(), "file with the bearer token that the gateway asks for");
    public static final ConfKey<Duration> MEMBER_TIMEOUT = ConfKey.of(
            "gateway.member.timeout",
            ValueTypes.DURATION,
            Duration.ofSeconds(10),
            Bounds.duration(Duration.ofMillis(100), Duration.ofHours(1)),
            "a sidecar that does not answer its health check for so long gets no requests");

    public static final ConfKey<Integer> MAX_STREAMS = ConfKey.of(
            "gateway.max.streams",
            ValueTypes.INTEGER,
            1024,
            Bound.between(1, 1 << 20),
            "most requests that the gateway passes on at a time");
    public static final ConfKey<Integer> MAX_QUEUE = ConfKey.of(
            "gateway.max.queue",
            ValueTypes.INTEGER,
            256,
            Bound.between(0, 1 << 20),
            "most requests that wait for that; more are answered with 429");
    public static final ConfKey<Integer> STICKY_PREFIX = ConfKey.of(
            "gateway.sticky.prefix",
            ValueTypes.INTEGER,
            0,
            Bound.between(0, 1 << 20),
            "requests with the same first characters of prompt go to the same sidecar while it is not much busier, "
                    + "so that it knows their pages; 0 spreads them by load alone");
    public static final ConfKey<Duration> SHUTDOWN_TIME = ConfKey.of(
            "gateway.shutdown.time",
            ValueTypes.DURATION,
            Duration.ofSeconds(5),
            Bounds.duration(Duration.ofMillis(1), Duration.ofHours(1)),
            "how long answers that have begun may take when the application ends; new requests get a 503 meanwhile");
    public static final ConfKey<Optional<String>> TLS_CERTIFICATE = ConfKey.optional(
            "gateway.tls.certificate",
            ValueTypes.TEXT,
            Bound.any(),
            "PEM file with the certificate chain that the gateway shows; with it comes the next key");
    public static final ConfKey<Optional<String>> TLS_KEY = ConfKey.optional(
            "gateway.tls.key",
            ValueTypes.TEXT,
            Bound.any(),
            "PEM file with the private key of that certificate, in PKCS#8 without a password");

    static final KeyGroup GROUP = new KeyGroup(
            "The gateway",
            "The address in the driver that spreads requests over the live sidecars.",
            List.of(
                    ENABLED,
                    HOST,
                    PORT,
                    TOKEN_FILE,
                    TLS_CERTIFICATE,
                    TLS_KEY,
                    MAX_STREAMS,
                    MAX_QUEUE,
                    STICKY_PREFIX,
                    SHUTDOWN_TIME,
                    MEMBER_TIMEOUT));

    private GatewayKeys() {}
}
