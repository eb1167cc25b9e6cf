package dev.braid.jobs.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.braid.jobs.openai.ApiException;
import dev.braid.jobs.openai.Wire;

/** Answers: JSON, errors, server-sent events. */
public final class Responses {
    /** The last event of every stream. */
    public static final String DONE = "data: [DONE]\n\n";

    private Responses() {}

    public static HttpResponse json(HttpStatus status, Object record) {
        return HttpResponse.of(status, MediaType.JSON_UTF_8, HttpData.wrap(Wire.bytes(record)));
    }

    public static HttpResponse error(ApiException error) {
        return whole(error).toHttpResponse();
    }

    /** An error with its status, headers and body. */
    public static AggregatedHttpResponse whole(ApiException error) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(error.status()).contentType(MediaType.JSON_UTF_8);
        error.retryAfterSeconds().ifPresent(seconds -> headers.setInt(HttpHeaderNames.RETRY_AFTER, seconds));
        if (error.status() == 401) {
            headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        return AggregatedHttpResponse.of(headers.build(), HttpData.wrap(Wire.bytes(error.error())));
    }

    /** Headers of a stream of events; proxies are asked not to collect it. */
    public static ResponseHeaders eventStream() {
        return ResponseHeaders.builder(200)
                .contentType(MediaType.EVENT_STREAM)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .set("x-accel-buffering", "no")
                .build();
    }

    /** One event. */
    public static HttpData event(Object record) {
        return HttpData.ofUtf8("data: " + Wire.text(record) + "\n\n");
    }
}
