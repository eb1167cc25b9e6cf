package dev.braid.jobs.train;

/** The executors that held a version's parameters were lost before others had them; the loop goes back to a checkpoint. */
public final class StateLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
