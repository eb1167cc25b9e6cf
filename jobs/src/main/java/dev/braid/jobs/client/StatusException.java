package dev.braid.jobs.client;

import java.io.IOException;

/** An answer whose HTTP status is not 200. */
public final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    StatusException(int status, String body) {
        super("status " + status + ": " + body);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
