package dev.braid.data.row;

/**
 * A dataset that cannot be trained on as a whole. The message says why and what to do; there is no stack
 * trace, as Spark would print it for every task that meets the same dataset.
 */
public final class DatasetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatasetException(String message) {
        this(message, null);
    }

    public DatasetException(String message, Throwable cause) {
        super(message, cause, true, false);
    }
}
