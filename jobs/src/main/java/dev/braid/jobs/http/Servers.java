package dev.braid.jobs.http;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops Armeria servers the way this project wants them. */
public final class Servers {
    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);
    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int BLOCKING_THREADS = 32;

    private Servers() {}

    /**
     * A builder with address, access, error bodies and limits set.
     *
     * @param times for which it waits
     */
    public static ServerBuilder builder(
            ListenAddress listen,
            Optional<Secret> token,
            Optional<Secret> jobSecret,
            long maxBody,
            ConnectionTimes times) {
        HeaderTime headers = new HeaderTime(times.header());
        return bound(listen, token)
                .bossGroupFactory(AcceptorGroup::named)
                .childChannelPipelineCustomizer(headers::watch)
                .maxRequestLength(maxBody)
                .http1MaxHeaderSize(MAX_HEADER_BYTES)
                .http1MaxInitialLineLength(MAX_HEADER_BYTES)
                .http2MaxHeaderListSize(MAX_HEADER_BYTES)
                .requestTimeout(times.body())
                .idleTimeout(times.idle())
                .blockingTaskExecutor(BLOCKING_THREADS)
                .gracefulShutdownTimeoutMillis(0, 0)
                .errorHandler(new ErrorBodies())
                .disableServerHeader()
                .decorator(new RequestIds())
                .decorator(new Access(token, jobSecret))
                .decorator(headers);
    }

    private static ServerBuilder bound(ListenAddress listen, Optional<Secret> token) {
        InetSocketAddress address = listen.resolve(token);
        return listen.tls()
                .map(files -> Server.builder()
                        .https(address)
                        .tls(files.certificate().toFile(), files.key().toFile()))
                .orElseGet(() -> Server.builder().http(address));
    }

    /** Starts it; a port that is taken is an error that names the key. */
    public static Server start(ServerBuilder builder, ListenAddress listen, Optional<Secret> token) {
        Server server = builder.build();
        try {
            server.start().join();
        } catch (CompletionException e) {
            server.closeAsync();
            throw failure(e, listen);
        }
        int port = server.activePort().localAddress().getPort();
        LOG.info(
                "listening on {}://{}:{}{}",
                listen.scheme(),
                listen.host(),
                port,
                token.isPresent()
                        ? ", token required"
                        : "; on loopback only, as neither " + listen.keyPrefix()
                                + ".token.file nor its environment variable is set");
        return server;
    }

    private static RuntimeException failure(CompletionException e, ListenAddress listen) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("in use")) {
                return new IllegalStateException(
                        "port " + listen.port() + " on " + listen.host() + " cannot be bound (" + cause.getMessage()
                                + "): it is in use; set " + listen.keyPrefix()
                                + ".port to another, or to 0 for any free one",
                        e);
            }
        }
        return e;
    }
}
