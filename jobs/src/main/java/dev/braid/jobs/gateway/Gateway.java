package dev.braid.jobs.gateway;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.braid.jobs.http.Departures;
import dev.braid.jobs.http.ErrorBodies;
import dev.braid.jobs.http.Exposition;
import dev.braid.jobs.http.RequestIds;
import dev.braid.jobs.http.Responses;
import dev.braid.jobs.http.ServedRoute;
import dev.braid.jobs.http.Servers;
import dev.braid.jobs.openai.ApiException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The one address in front of all sidecars: passes {@code /v1/} on to the least busy member that is ready. Listens from its
 * construction until it is closed. Whoever builds it tells {@link #members} who comes and goes.
 */
public final class Gateway implements AutoCloseable {
    private static final long DRAIN_POLL_MILLIS = 20;
    private static final Duration MOST_CONNECT_TIME = Duration.ofSeconds(3);

    private final Members members = new Members(System::nanoTime);
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final ClientFactory clients;
    private final HealthChecks checks;
    private final Server server;
    private final String scheme;
    private final Turnstile turnstile;
    private final Duration shutdownTime;

    /**
     * Starts listening.
     *
     * @throws IllegalStateException when the port is in use
     * @throws IllegalArgumentException when others could reach it without a token
     */
    public Gateway(GatewaySettings settings) {
        scheme = settings.listen().scheme();
        turnstile =
                new Turnstile(settings.limits().maxStreams(), settings.limits().maxQueue());
        shutdownTime = settings.limits().shutdownTime();
        clients = settings.memberTrust()
                .apply(ClientFactory.builder())
                .connectTimeout(connectTime(settings.memberTimeout()))
                .preferHttp1(true)
                .build();
        WebClient client = WebClient.builder()
                .factory(clients)
                .responseTimeoutMillis(0)
                .writeTimeout(settings.memberTimeout())
                .maxResponseLength(0)
                .build();
        checks = new HealthChecks(members, client, settings.memberTimeout());
        Route route =
                new Route(members, client, settings.memberToken(), new PromptPrefix(settings.stickyPrefix()), metrics);
        try {
            server = Servers.start(builder(settings, route), settings.listen(), settings.token());
        } catch (RuntimeException e) {
            clients.closeAsync();
            throw e;
        }
        checks.start();
    }

    private static Duration connectTime(Duration memberTimeout) {
        return memberTimeout.compareTo(MOST_CONNECT_TIME) < 0 ? memberTimeout : MOST_CONNECT_TIME;
    }

    private ServerBuilder builder(GatewaySettings settings, Route route) {
        ServerBuilder builder = Servers.builder(
                settings.listen(), settings.token(), Optional.empty(), settings.maxBody(), settings.times());
        builder.route()
                .path("prefix:/v1/")
                .methods(HttpMethod.GET, HttpMethod.POST)
                .build((ctx, req) -> pass(route, ctx, req));
        for (String path : List.of("/tokenize", "/detokenize")) {
            builder.route().path(path).methods(HttpMethod.POST).build((ctx, req) -> pass(route, ctx, req));
        }
        builder.route().path("/health").methods(HttpMethod.GET).build((ctx, req) -> health());
        builder.route().path("/metrics").methods(HttpMethod.GET).build((ctx, req) -> metrics.exposition(members));
        return builder;
    }

    private HttpResponse pass(Route route, ServiceRequestContext ctx, HttpRequest req) {
        metrics.request();
        CompletableFuture<HttpResponse> response = req.aggregate()
                .thenCompose(whole -> {
                    ctx.clearRequestTimeout();
                    return queued(ctx).thenApply(entered -> answer(route, ctx, whole));
                })
                .exceptionally(failure -> Responses.error(ErrorBodies.of(failure, ctx)));
        return HttpResponse.of(response);
    }

    /** Done when it is the request's turn; a client that leaves before gives its place up. */
    private CompletableFuture<Void> queued(ServiceRequestContext ctx) {
        CompletableFuture<Void> turn = turnstile.enter();
        if (!turn.isDone()) {
            Channel channel =
                    ctx.log().ensureAvailable(RequestLogProperty.SESSION).channel();
            ChannelFutureListener gone = closed -> turn.completeExceptionally(
                    ApiException.of(400, "the connection was closed while the request waited"));
            channel.closeFuture().addListener(gone);
            turn.whenComplete((entered, left) -> channel.closeFuture().removeListener(gone));
        }
        return turn;
    }

    private HttpResponse answer(Route route, ServiceRequestContext ctx, AggregatedHttpRequest whole) {
        HttpResponse answer = new Exchange(
                        route, RequestIds.named(ctx, whole), ctx.eventLoop().withoutContext())
                .start();
        answer.whenComplete().handle((sent, failure) -> {
            turnstile.leave();
            return sent;
        });
        return Departures.end(ctx, answer);
    }

    private HttpResponse health() {
        long ready = members.ready();
        return Responses.json(
                ready > 0 ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
                Map.of(
                        "status",
                        ready > 0 ? "ready" : "no_member_ready",
                        "members",
                        members.all().size(),
                        "ready",
                        ready));
    }

    /** Shows in its metrics what somebody else counts; called by whoever asks for them. */
    public void addMetrics(Consumer<Exposition> other) {
        metrics.add(other);
    }

    /** Who answers; tell it who joins and who leaves. */
    public Members members() {
        return members;
    }

    /** What its address begins with: {@code http} or {@code https}. */
    public String scheme() {
        return scheme;
    }

    /** Every route it answers, as its own configuration has them. */
    public List<ServedRoute> endpoints() {
        return ServedRoute.of(server);
    }

    /** Where it listens, the port that was found free included. */
    public InetSocketAddress address() {
        return server.activePort().localAddress();
    }

    /**
     * Takes no more requests, which get a 503, and waits until those that are there have been answered, for the configured
     * time at most. Then it is to be closed.
     */
    public void drain() throws InterruptedException {
        turnstile.close();
        long end = System.nanoTime() + shutdownTime.toNanos();
        while (turnstile.present() > 0 && System.nanoTime() < end) {
            Thread.sleep(DRAIN_POLL_MILLIS);
        }
    }

    /** Begins to close; the future completes when its threads have ended, which takes seconds. */
    public CompletableFuture<Void> closeAsync() {
        checks.close();
        return server.closeAsync().thenCompose(closed -> clients.closeAsync()).thenRun(() -> {});
    }

    @Override
    public void close() {
        closeAsync().join();
    }
}
