package dev.braid.jobs.engine;

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
        /** The queue is full: 429. */
        OVERLOADED,
        /** The engine is stopping: 503. */
        STOPPING
    }

    private final Reason reason;

    public RequestRejectedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
