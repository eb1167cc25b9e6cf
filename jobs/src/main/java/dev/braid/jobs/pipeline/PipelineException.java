package dev.braid.jobs.pipeline;

/** A worker cannot go on: a peer is gone, or what it waits for did not come in time. The message says which and what. */
public final class PipelineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PipelineException(String message) {
        super(message);
    }

    public PipelineException(String message, Throwable cause) {
        super(message, cause);
    }
}
