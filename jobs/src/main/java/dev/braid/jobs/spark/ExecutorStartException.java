package dev.braid.jobs.spark;

/** An application without usable executors; the message is the cause that an executor gave. */
public final class ExecutorStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ExecutorStartException(String message) {
        super(message);
    }
}
