package dev.braid.jobs.conf;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of the sidecar, the inference server in every executor. */
public final class ServeKeys {
    public static final ConfKey<Toggle> ENABLED =
            ConfKey.of("serve.enabled", ValueTypes.TOGGLE, Toggle.ENABLED, "whether executors answer requests");
    public static final ConfKey<String> HOST = ConfKey.of(
            "serve.host", ValueTypes.TEXT, "127.0.0.1", "address that sidecars listen on; another needs a token");
    public static final ConfKey<Integer> PORT = ConfKey.of(
            "serve.port",
            ValueTypes.INTEGER,
            0,
            Bound.between(0, 65_535),
            "port of the sidecar; 0 takes a free one, needed where executors share a host");
    public static final ConfKey<Optional<String>> TOKEN_FILE = ConfKey.optional(
            "serve.token.file", ValueTypes.TEXT, Bound.any(), "file with the bearer token that sidecars ask for");
    public static final ConfKey<Map<String, String>> ADAPTERS = ConfKey.of(
            "serve.adapters",
            ValueTypes.PAIRS,
            Map.of(),
            "adapters to load at start: name = PEFT folder, or the output folder of a finetuning job");
    public static final ConfKey<Duration> ADAPTERS_PERIOD = ConfKey.of(
            "serve.adapters.period",
            ValueTypes.DURATION,
            Duration.ofSeconds(5),
            Bounds.duration(Duration.ofMillis(100), Duration.ofHours(1)),
            "how often the driver looks whether another version is selected in an output folder that is served");
    public static final ConfKey<Integer> MAX_BATCH_TOKENS = ConfKey.of(
            "serve.max.batch.tokens",
            ValueTypes.INTEGER,
            512,
            Bound.between(1, 1 << 20),
            "most tokens of one engine step, requests and training together");
    public static final ConfKey<Integer> MAX_SEQUENCES = ConfKey.of(
            "serve.max.sequences",
            ValueTypes.INTEGER,
            64,
            Bound.between(1, 65_536),
            "most requests that an engine works on at a time");
    public static final ConfKey<Integer> MAX_QUEUE = ConfKey.of(
            "serve.max.queue",
            ValueTypes.INTEGER,
            1024,
            Bound.between(1, 1 << 20),
            "most requests that wait; more are answered with 429");
    public static final ConfKey<Optional<Integer>> MAX_CONTEXT = ConfKey.optional(
            "serve.max.context",
            ValueTypes.INTEGER,
            Bound.atLeast(2),
            "most tokens of prompt and output; `none` takes the model's own");
    public static final ConfKey<Integer> KV_PAGES = ConfKey.of(
            "serve.kv.pages",
            ValueTypes.INTEGER,
            1024,
            Bound.between(1, 1 << 24),
            "pages of keys and values; one holds `spark.braid.serve.kv.page.tokens` tokens");
    public static final ConfKey<Integer> KV_PAGE_TOKENS =
            ConfKey.of("serve.kv.page.tokens", ValueTypes.INTEGER, 16, Bound.between(1, 1024), "tokens of one page");
    public static final ConfKey<Duration> DRAIN_TIME = ConfKey.of(
            "serve.drain.time",
            ValueTypes.DURATION,
            Duration.ofSeconds(20),
            Bounds.duration(Duration.ZERO, Duration.ofHours(1)),
            "for so long the answers of an executor that ends, as when it is decommissioned, may go on");
    public static final ConfKey<Long> MAX_BODY = ConfKey.of(
            "serve.max.body", ValueTypes.SIZE, 4L << 20, Bounds.size(1 << 10, 1 << 30), "largest request body");

    public static final ConfKey<Duration> HEADER_TIME = ConfKey.of(
            "serve.header.time",
            ValueTypes.DURATION,
            Duration.ofSeconds(10),
            Bounds.duration(Duration.ofMillis(100), Duration.ofHours(1)),
            "a connection whose first request's headers are not there in time is closed, by the gateway too");
    public static final ConfKey<Duration> BODY_TIME = ConfKey.of(
            "serve.body.time",
            ValueTypes.DURATION,
            Duration.ofSeconds(30),
            Bounds.duration(Duration.ofMillis(100), Duration.ofHours(1)),
            "a request whose body is not there in time gets a 408, from the gateway too");
    public static final ConfKey<Duration> IDLE_TIME = ConfKey.of(
            "serve.idle.time",
            ValueTypes.DURATION,
            Duration.ofSeconds(60),
            Bounds.duration(Duration.ofMillis(100), Duration.ofHours(1)),
            "a connection on which nothing happens for so long is closed, by the gateway too");

    public static final ConfKey<Optional<String>> TLS_CERTIFICATE = ConfKey.optional(
            "serve.tls.certificate",
            ValueTypes.TEXT,
            Bound.any(),
            "PEM file with the certificate chain that sidecars show and the driver trusts; with it comes the next key");
    public static final ConfKey<Optional<String>> TLS_KEY = ConfKey.optional(
            "serve.tls.key",
            ValueTypes.TEXT,
            Bound.any(),
            "PEM file with the private key of that certificate, in PKCS#8 without a password");

    static final KeyGroup GROUP = new KeyGroup(
            "The sidecar",
            "The inference server in every executor. It listens on loopback until a token is set.",
            List.of(
                    ENABLED,
                    HOST,
                    PORT,
                    TOKEN_FILE,
                    TLS_CERTIFICATE,
                    TLS_KEY,
                    ADAPTERS,
                    ADAPTERS_PERIOD,
                    MAX_BATCH_TOKENS,
                    MAX_SEQUENCES,
                    MAX_QUEUE,
                    MAX_CONTEXT,
                    KV_PAGES,
                    KV_PAGE_TOKENS,
                    DRAIN_TIME,
                    MAX_BODY,
                    HEADER_TIME,
                    BODY_TIME,
                    IDLE_TIME));

    private ServeKeys() {}
}
