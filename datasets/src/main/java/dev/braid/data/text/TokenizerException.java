package dev.braid.data.text;

/** A tokenizer's files are missing, cannot be read or do not fit together. The message names the file and what to do. */
public final class TokenizerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TokenizerException(String message) {
        super(message);
    }

    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
