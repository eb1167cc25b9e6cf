package dev.braid.jobs.serve;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.http.Access;
import dev.braid.jobs.http.Responses;
import dev.braid.jobs.http.ServedRoute;
import dev.braid.jobs.http.Servers;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The HTTP server of one engine: OpenAI endpoints, health, metrics, and control endpoints for the driver. Listens from its
 * construction until it is closed; closing it ends the answers that are being sent. Does not own the engine.
 */
public final class Sidecar implements AutoCloseable {
    /** Where the driver asks it to {@link #drain}; the answer tells how many requests are in flight. */
    public static final String DRAIN = Access.CONTROL + "drain";

    private final Server server;
    private final Entrance entrance;

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
                settings.listen(), settings.token(), settings.jobSecret(), settings.maxBody(), settings.times());
        ServeMetrics metrics = new ServeMetrics();
        entrance = new Entrance(settings.maxInFlight());
        GenerationEndpoints generation = new GenerationEndpoints(engine, codec, metrics, sources, entrance);
        route(builder, HttpMethod.POST, "/v1/completions", generation::completions);
        route(builder, HttpMethod.POST, "/v1/chat/completions", generation::chat);
        route(
                builder,
                HttpMethod.GET,
                "/metrics",
                (ctx, req) -> metrics.exposition(engine, entrance.inFlight(), sources.seconds()));
        inform(builder, new InfoEndpoints(engine, codec, sources.seconds()));
        new Health(engine, entrance::draining).bind(builder);
        settings.jobSecret().ifPresent(secret -> route(builder, HttpMethod.POST, DRAIN, (ctx, req) -> drained()));
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

    private HttpResponse drained() {
        drain();
        return Responses.json(HttpStatus.OK, Map.of("in_flight", inFlight()));
    }

    /**
     * Takes no more generation requests: they are answered with 503, health says "draining", and what is being answered goes
     * on. Asking again changes nothing. When {@link #inFlight} is 0 afterwards, it stays 0 and the sidecar may be closed.
     */
    public void drain() {
        entrance.drain();
    }

    /** Generation requests that are being answered. */
    public int inFlight() {
        return entrance.inFlight();
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
