package dev.braid.jobs.serve;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.http.Endpoint;
import dev.braid.jobs.http.Servers;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The HTTP server of one engine: OpenAI endpoints, health, metrics, and control endpoints for the driver. Listens from its
 * construction until it is closed; closing it ends the answers that are being sent. Does not own the engine.
 */
public final class Sidecar implements AutoCloseable {
    private final Server server;

    /**
     * Starts listening.
     *
     * @param control endpoints for the driver; they need a job secret in the settings
     * @throws IllegalStateException when the port is in use
     * @throws IllegalArgumentException when others could reach it without a token
     */
    public Sidecar(
            SidecarSettings settings,
            InferenceService engine,
            TextCodec codec,
            Sources sources,
            List<ControlRoute> control) {
        if (!control.isEmpty() && settings.jobSecret().isEmpty()) {
            throw new IllegalArgumentException("there are control endpoints and no job secret; set one");
        }
        ServerBuilder builder = Servers.builder(
                settings.listen(), settings.token(), settings.jobSecret(), settings.maxBody(), settings.bodyTime());
        ServeMetrics metrics = new ServeMetrics();
        GenerationEndpoints generation =
                new GenerationEndpoints(engine, codec, metrics, sources, settings.maxInFlight());
        route(builder, HttpMethod.POST, "/v1/completions", generation::completions);
        route(builder, HttpMethod.POST, "/v1/chat/completions", generation::chat);
        route(
                builder,
                HttpMethod.GET,
                "/metrics",
                (ctx, req) -> metrics.exposition(engine, generation.inFlight(), sources.seconds()));
        inform(builder, new InfoEndpoints(engine, codec, sources.seconds()));
        new Health(engine).bind(builder);
        control.forEach(endpoint -> endpoint.bind(builder));
        server = Servers.start(builder, settings.listen(), settings.token());
    }

    private static void inform(ServerBuilder builder, InfoEndpoints info) {
        route(builder, HttpMethod.GET, "/version", (ctx, req) -> info.version());
        route(builder, HttpMethod.GET, "/v1/models", (ctx, req) -> info.models());
        route(builder, HttpMethod.GET, "/v1/models/{name}", (ctx, req) -> info.model(ctx.pathParam("name")));
        route(builder, HttpMethod.POST, "/tokenize", info::tokenize);
        route(builder, HttpMethod.POST, "/detokenize", info::detokenize);
    }

    private static void route(ServerBuilder builder, HttpMethod method, String path, HttpService service) {
        builder.route().path(path).methods(method).build(service);
    }

    /** Everything that it answers. */
    public List<Endpoint> endpoints() {
        return Endpoint.of(server);
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
