package dev.braid.jobs.gateway;

import dev.braid.jobs.openai.ApiException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * How many requests a gateway passes on at a time, and how many wait for that in the order in which they came. Owns this
 * state alone and guards itself; any thread may ask.
 */
final class Turnstile {
    private static final int RETRY_SECONDS = 1;

    private final int most;
    private final int mostWaiting;
    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private int inside;
    private boolean closed;

    Turnstile(int most, int mostWaiting) {
        this.most = most;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Done when the request may go on; it must {@link #leave} then. Whoever no longer waits completes it with a failure.
     *
     * @throws ApiException when too many wait, or the gateway closes
     */
    synchronized CompletableFuture<Void> enter() {
        if (closed) {
            throw ApiException.retryable(503, "the gateway is shutting down; ask another", RETRY_SECONDS);
        }
        if (inside < most) {
            inside++;
            return CompletableFuture.completedFuture(null);
        }
        waiting.removeIf(CompletableFuture::isDone);
        if (waiting.size() >= mostWaiting) {
            throw ApiException.retryable(
                    429,
                    most + " requests are being answered and " + mostWaiting
                            + " wait, which are the gateway's bounds; try again later",
                    RETRY_SECONDS);
        }
        CompletableFuture<Void> place = new CompletableFuture<>();
        waiting.add(place);
        return place;
    }

    /** Makes room for the one that has waited longest. */
    void leave() {
        CompletableFuture<Void> next;
        do {
            next = next();
            // One that has given up meanwhile does not take the place; the next one may.
        } while (next != null && !next.complete(null));
    }

    private synchronized CompletableFuture<Void> next() {
        CompletableFuture<Void> next = waiting.poll();
        if (next == null) {
            inside--;
        }
        return next;
    }

    /** Lets nobody in from now on; those who wait may still come in. */
    synchronized void close() {
        closed = true;
    }

    /** Requests that are inside or wait. */
    synchronized int present() {
        waiting.removeIf(CompletableFuture::isDone);
        return inside + waiting.size();
    }
}
