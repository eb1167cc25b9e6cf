package dev.braid.jobs.train;

/** A checkpoint that is not what was written: an older one may be whole. */
final class TornException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TornException(String message) {
        super(message);
    }

    TornException(String message, Throwable cause) {
        super(message, cause);
    }
}
