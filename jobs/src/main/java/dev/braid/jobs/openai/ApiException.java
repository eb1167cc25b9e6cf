package dev.braid.jobs.openai;

import java.util.OptionalInt;

/** An answer that is an error: the HTTP status and what the body tells. Its message is fit for a client. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ApiError error;
    private final int retryAfterSeconds;

    private ApiException(int status, ApiError error, int retryAfterSeconds) {
        super(error.error().message());
        this.status = status;
        this.error = error;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** 400 for a field; {@code param} is its path in the request, such as {@code messages[0].content}. */
    public static ApiException invalid(String param, String message) {
        return new ApiException(400, ApiError.of(400, message, param, null), 0);
    }

    /** An error of the status with nothing but a message. */
    public static ApiException of(int status, String message) {
        return new ApiException(status, ApiError.of(status, message, null, null), 0);
    }

    /** An error whose {@code code} clients tell apart, such as {@code model_not_found}. */
    public static ApiException of(int status, String message, String param, String code) {
        return new ApiException(status, ApiError.of(status, message, param, code), 0);
    }

    /** An error that may pass: the client is asked to wait so long. */
    public static ApiException retryable(int status, String message, int seconds) {
        return new ApiException(status, ApiError.of(status, message, null, null), seconds);
    }

    public int status() {
        return status;
    }

    public ApiError error() {
        return error;
    }

    /** Seconds for the {@code Retry-After} header, if the error may pass. */
    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds > 0 ? OptionalInt.of(retryAfterSeconds) : OptionalInt.empty();
    }
}
