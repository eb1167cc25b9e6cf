package dev.braid.gpp.formats;

/** A graph file that cannot be used; the message names the file, the line or JSON path, the value and what to do. */
public final class GraphFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GraphFileException(String message) {
        super(message);
    }

    public GraphFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
