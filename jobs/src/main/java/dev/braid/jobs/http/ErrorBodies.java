package dev.braid.jobs.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.braid.jobs.openai.ApiException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Tells every failure of a server as an OpenAI error body, also those that no service of ours has seen. */
public final class ErrorBodies implements ServerErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorBodies.class);

    @Override
    public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
        if (cause instanceof HttpStatusException status && status.httpStatus().code() == 413) {
            return Responses.error(tooLarge(ctx.maxRequestLength()));
        }
        return Responses.error(of(cause, ctx));
    }

    /** The error that tells a failure; one that we did not expect is logged and told without its details. */
    public static ApiException of(Throwable failure, ServiceRequestContext ctx) {
        return of(failure, ctx.method() + " " + ctx.path(), RequestIds.of(ctx));
    }

    /** The same on a thread that is at work for a request. */
    public static ApiException of(Throwable failure, String during) {
        return of(failure, during, RequestIds.current());
    }

    private static ApiException of(Throwable failure, String during, Optional<String> id) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ApiException known) {
            return known;
        } else if (cause instanceof HttpStatusException status) {
            return of(status.httpStatus(), during);
        } else if (cause instanceof ContentTooLargeException large) {
            return tooLarge(large.maxContentLength());
        } else if (cause instanceof RequestTimeoutException) {
            return ApiException.of(408, "the request did not arrive in time");
        }
        if (cause instanceof ResponseCompleteException
                || cause instanceof ClosedSessionException
                || cause instanceof ClosedStreamException) {
            return ApiException.of(400, "the connection was closed before the request was whole");
        }
        try (MDC.MDCCloseable field = MDC.putCloseable(RequestIds.FIELD, id.orElse("unknown"))) {
            LOG.error("failed in {}", during, failure);
        }
        return ApiException.of(500, "internal error; the server's log tells more");
    }

    private static ApiException tooLarge(long bound) {
        return ApiException.of(413, "the body is larger than " + bound + " bytes, the bound of this server");
    }

    private static ApiException of(HttpStatus status, String during) {
        return switch (status.code()) {
            case 404 -> ApiException.of(404, "there is no " + during);
            case 405 -> ApiException.of(405, "this path does not take the method of " + during);
            case 415 -> ApiException.of(415, "the body of " + during + " must be application/json");
            default -> ApiException.of(status.code(), status.reasonPhrase() + ": " + during);
        };
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            ServiceRequestContext ctx,
            ServiceConfig config,
            RequestHeaders headers,
            HttpStatus status,
            String description,
            Throwable cause) {
        String during = headers == null ? "a request" : headers.method() + " " + headers.path();
        return Responses.whole(of(status, during));
    }

    @Override
    public AggregatedHttpResponse onProtocolViolation(
            ServiceConfig config, RequestHeaders headers, HttpStatus status, String description, Throwable cause) {
        String reason = description == null ? status.reasonPhrase() : description;
        return Responses.whole(ApiException.of(status.code(), "not a valid HTTP request: " + reason));
    }
}
