package dev.braid.jobs.pipeline.progress;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.braid.jobs.http.Access;
import dev.braid.jobs.http.ConnectionTimes;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.http.ServedRoute;
import dev.braid.jobs.http.Servers;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The driver's endpoint for {@link WorkerReport}s: {@code POST} as JSON, answered when the consumer has taken it. Listens
 * until it is closed.
 */
public final class ReportService implements AutoCloseable {
    static final String PATH = Access.CONTROL + "pipeline";
    private static final long MAX_BODY = 8 << 20;

    private final Server server;
    private final String base;

    /**
     * Listens.
     *
     * @param listen where, and what it shows
     * @param host by which workers reach it
     * @param consumer called by one of the server's threads at a time
     */
    public ReportService(ListenAddress listen, String host, Secret secret, Consumer<WorkerReport> consumer) {
        Optional<Secret> shown = Optional.of(secret);
        var builder = Servers.builder(listen, shown, shown, MAX_BODY, ConnectionTimes.DEFAULT);
        builder.route().path(PATH).methods(HttpMethod.POST).build(new Endpoint(consumer));
        this.server = Servers.start(builder, listen, shown);
        this.base = listen.scheme() + "://" + host + ":";
    }

    /** Every route it answers, as its own configuration has them. */
    public List<ServedRoute> endpoints() {
        return ServedRoute.of(server);
    }

    /** Where workers send to. */
    public URI address() {
        return URI.create(base + server.activePort().localAddress().getPort() + PATH);
    }

    /** Begins to close, which takes seconds. */
    @Override
    public void close() {
        server.closeAsync();
    }

    private static final class Endpoint extends AbstractHttpService {
        private final Consumer<WorkerReport> consumer;

        Endpoint(Consumer<WorkerReport> consumer) {
            this.consumer = consumer;
        }

        @Override
        protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
            return HttpResponse.of(request.aggregate()
                    .thenApplyAsync(body -> take(body.content().array()), context.blockingTaskExecutor()));
        }

        private synchronized HttpResponse take(byte[] body) {
            try {
                consumer.accept(ReportJson.read(body));
                return HttpResponse.of(HttpStatus.NO_CONTENT);
            } catch (IllegalArgumentException e) {
                return HttpResponse.of(HttpStatus.BAD_REQUEST, MediaType.PLAIN_TEXT_UTF_8, e.getMessage());
            }
        }
    }
}
