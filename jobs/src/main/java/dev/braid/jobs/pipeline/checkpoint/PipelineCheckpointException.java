package dev.braid.jobs.pipeline.checkpoint;

/** A checkpoint is torn, corrupt, or of another run. The message names the file and what to do. */
public final class PipelineCheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PipelineCheckpointException(String message) {
        super(message);
    }

    public PipelineCheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
