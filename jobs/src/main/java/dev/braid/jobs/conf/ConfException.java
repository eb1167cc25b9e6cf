package dev.braid.jobs.conf;

/** A configuration that cannot be used; the message names the key, the value, the bound and what to do. */
public final class ConfException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ConfException(String message) {
        super(message);
    }
}
