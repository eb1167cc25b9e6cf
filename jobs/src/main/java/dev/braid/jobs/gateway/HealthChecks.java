package dev.braid.jobs.gateway;

import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpStatus;
import dev.braid.jobs.gateway.Members.Health;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks every member for its health again and again, and tells {@link Members}. */
final class HealthChecks implements AutoCloseable {
    private static final long MOST_MILLIS = 250;

    private final Members members;
    private final WebClient client;
    private final Duration timeout;
    private final Set<URI> asked = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "braid-gateway-health");
        daemon.setDaemon(true);
        return daemon;
    });

    HealthChecks(Members members, WebClient client, Duration timeout) {
        this.members = members;
        this.client = client;
        this.timeout = timeout;
    }

    void start() {
        long millis = Math.max(1, Math.min(MOST_MILLIS, timeout.toMillis() / 4));
        thread.scheduleWithFixedDelay(this::round, 0, millis, TimeUnit.MILLISECONDS);
    }

    /** Asks everyone who has answered the last question; does not wait. */
    void round() {
        members.all().stream().map(Members.Member::address).filter(asked::add).forEach(this::ask);
        members.giveUp(timeout.toNanos());
    }

    private void ask(URI address) {
        RequestOptions patience =
                RequestOptions.builder().responseTimeout(timeout.dividedBy(2)).build();
        client.execute(HttpRequest.of(HttpMethod.GET, address + "/health"), patience)
                .aggregate()
                .handle((answer, failure) -> {
                    members.checked(address, failure == null ? health(answer.status()) : Health.UNREACHABLE);
                    asked.remove(address);
                    return null;
                });
    }

    private static Health health(HttpStatus status) {
        return status.equals(HttpStatus.OK) ? Health.READY : Health.NOT_READY;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
