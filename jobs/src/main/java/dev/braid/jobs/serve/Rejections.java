package dev.braid.jobs.serve;

import dev.braid.data.text.TemplateException;
import dev.braid.jobs.engine.RequestRejectedException;
import dev.braid.jobs.http.ErrorBodies;
import dev.braid.jobs.openai.ApiException;

/** Failures of a generation as HTTP errors. */
final class Rejections {
    private static final int RETRY_SECONDS = 1;

    private Rejections() {}

    static ApiException of(RuntimeException cause) {
        if (cause instanceof RequestRejectedException rejected) {
            return of(rejected);
        } else if (cause instanceof TemplateException template) {
            return ApiException.invalid("messages", template.getMessage());
        }
        return ErrorBodies.of(cause, "a generation");
    }

    /** Whole seconds, as the header has them. */
    private static int retrySeconds(RequestRejectedException rejected) {
        return rejected.retryAfter()
                .map(wait ->
                        (int) Math.min(Integer.MAX_VALUE, wait.plusMillis(999).toSeconds()))
                .orElse(RETRY_SECONDS);
    }

    private static ApiException of(RequestRejectedException rejected) {
        String message = rejected.getMessage();
        return switch (rejected.reason()) {
            case UNKNOWN_MODEL -> ApiException.of(404, message, "model", "model_not_found");
            case CONTEXT_EXCEEDED -> ApiException.of(400, message, "max_tokens", "context_length_exceeded");
            case INVALID -> ApiException.invalid(null, message);
            case OVERLOADED -> ApiException.retryable(429, message, retrySeconds(rejected));
            case STOPPING -> ApiException.of(503, message);
        };
    }
}
