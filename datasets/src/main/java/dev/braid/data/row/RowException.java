package dev.braid.data.row;

/** A row that cannot be used. The message is the reason that the quarantine shows. */
public final class RowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RowException(String reason) {
        super(reason, null, false, false);
    }
}
