package dev.braid.jobs.control;

import dev.braid.jobs.http.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the newest version of one adapter to every executor that has not got it. One that cannot be reached is told
 * again later: it may be about to be replaced, and nobody waits for it. Used by one thread.
 */
public final class VersionPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(VersionPublisher.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Supplier<Set<URI>> members;
    private final JobSecret secret;
    private final HttpClient client;
    private final Map<URI, Publication> known = new HashMap<>();
    private Publication newest;

    /**
     * @param members base addresses of the executors that are there now
     * @param trust whom it believes to be one of them
     */
    public VersionPublisher(Supplier<Set<URI>> members, JobSecret secret, Trust trust) {
        this.client = trust.client(CONNECT);
        this.members = members;
        this.secret = secret;
    }

    /** Makes this the newest version and sends it to all. */
    public void publish(Publication version) {
        newest = version;
        refresh();
    }

    /** Sends the newest version to those that have come since. */
    public void refresh() {
        if (newest == null) {
            return;
        }
        Map<URI, CompletableFuture<HttpResponse<String>>> sent = new HashMap<>();
        for (URI member : missing()) {
            sent.put(member, client.sendAsync(request(member), HttpResponse.BodyHandlers.ofString()));
        }
        sent.forEach(this::await);
    }

    private Set<URI> missing() {
        Set<URI> present = members.get();
        known.keySet().retainAll(present);
        Set<URI> missing = new HashSet<>(present);
        missing.removeIf(member -> known.get(member) == newest);
        return missing;
    }

    private HttpRequest request(URI member) {
        return HttpRequest.newBuilder(member.resolve(newest.path()))
                .timeout(newest.patience())
                .header(JobSecret.HEADER, secret.value())
                .POST(HttpRequest.BodyPublishers.ofByteArray(newest.body()))
                .build();
    }

    private void await(URI member, CompletableFuture<HttpResponse<String>> answer) {
        try {
            HttpResponse<String> response = answer.join();
            if (response.statusCode() / 100 != 2) {
                throw new IOException("status " + response.statusCode() + ": " + response.body());
            }
            known.put(member, newest);
        } catch (RuntimeException | IOException e) {
            LOG.warn("{} did not take version {}: {}", member, newest.version(), e.getMessage());
        }
    }
}
