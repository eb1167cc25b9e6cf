package dev.braid.model.files;

/** A model or adapter file that cannot be used; the message names the file, the field or tensor, the value and the bound. */
public final class ModelFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelFileException(String message) {
        super(message);
    }

    public ModelFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
