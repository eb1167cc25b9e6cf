package dev.braid.jobs.serve;

import dev.braid.jobs.openai.ApiException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The generation requests that a sidecar is answering: how many there are, how many there may be, and whether more may come.
 * Thread-safe: whoever reads a count of 0 after {@link #drain} knows that it stays.
 */
final class Entrance {
    private static final int RETRY_SECONDS = 1;

    private final int most;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean draining;

    Entrance(int most) {
        this.most = most;
    }

    /** Lets a request in, which must {@link #leave}. */
    void enter() {
        // Counts before it looks: a drain that this one does not see sees its count.
        int count = inFlight.incrementAndGet();
        if (draining || count > most) {
            inFlight.decrementAndGet();
            throw refusal();
        }
    }

    private ApiException refusal() {
        return draining
                ? ApiException.retryable(503, "this executor is draining; ask another", RETRY_SECONDS)
                : ApiException.retryable(
                        429,
                        most + " requests are being answered already, which is the bound; try again later",
                        RETRY_SECONDS);
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    /** Lets nobody in from now on. */
    void drain() {
        draining = true;
    }

    boolean draining() {
        return draining;
    }

    int inFlight() {
        return inFlight.get();
    }
}
