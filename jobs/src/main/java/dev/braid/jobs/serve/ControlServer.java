package dev.braid.jobs.serve;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.http.ConnectionTimes;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.http.ServedRoute;
import dev.braid.jobs.http.Servers;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The HTTP server of an engine that serves nobody: health, and control endpoints for the driver behind the job's secret.
 * Listens from its construction until it is closed. Does not own the engine.
 */
public final class ControlServer implements AutoCloseable {
    private static final long MAX_BODY = 1024;

    private final Server server;

    /**
     * Starts listening.
     *
     * @param jobSecret what the driver shows; with it the address need not be on loopback
     * @throws IllegalStateException when the port is in use
     */
    public ControlServer(ListenAddress listen, Secret jobSecret, InferenceService engine, List<ControlRoute> control) {
        Optional<Secret> secret = Optional.of(jobSecret);
        // There are no clients here, so what is not for the driver asks for a token that only the driver could have.
        ServerBuilder builder = Servers.builder(listen, secret, secret, MAX_BODY, ConnectionTimes.DEFAULT);
        new Health(engine, () -> false).bind(builder);
        control.forEach(endpoint -> endpoint.bind(builder));
        server = Servers.start(builder, listen, secret);
    }

    /** Every route it answers, as its own configuration has them. */
    public List<ServedRoute> endpoints() {
        return ServedRoute.of(server);
    }

    /** Where it listens, the port that was found free included. */
    public InetSocketAddress address() {
        return server.activePort().localAddress();
    }

    /** Begins to close; the future completes when its threads have ended, which takes seconds. */
    public CompletableFuture<Void> closeAsync() {
        return server.closeAsync().thenRun(() -> {});
    }

    @Override
    public void close() {
        server.close();
    }
}
