package dev.braid.data.text;

/** A chat template cannot be rendered with these messages, or refused them itself. The message is fit for a client. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message);
    }

    public TemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}
