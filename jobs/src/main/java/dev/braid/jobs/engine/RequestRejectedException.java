package dev.braid.jobs.engine;

import java.time.Duration;
import java.util.Optional;

/** A request that the engine does not take, with the reason as HTTP will tell it. */
public final class RequestRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the request, or with the moment. */
    public enum Reason {
        /** The model or adapter does not exist: 404. */
        UNKNOWN_MODEL,
        /** Prompt and max_tokens do not fit the context: 400. */
        CONTEXT_EXCEEDED,
        /** A field has a value that cannot be served: 400. */
        INVALID,
        /** The queue is full, or too long for the request's first token to come in time: 429. */
        OVERLOADED,
        /** The engine is stopping: 503. */
        STOPPING
    }

    private final Reason reason;
    private final transient Optional<Duration> retryAfter;

    public RequestRejectedException(Reason reason, String message) {
        this(reason, message, Optional.empty());
    }

    private RequestRejectedException(Reason reason, String message, Optional<Duration> retryAfter) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** A refusal that need not come again after some time. */
    public static RequestRejectedException overloaded(String message, Duration retryAfter) {
        return new RequestRejectedException(Reason.OVERLOADED, message, Optional.of(retryAfter));
    }

    /** When to try again, where that is known. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    public Reason reason() {
        return reason;
    }
}
