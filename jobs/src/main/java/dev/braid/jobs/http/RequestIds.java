package dev.braid.jobs.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Gives every request an id: the client's own {@value #HEADER}, or a new one. The answer shows it, the gateway passes it on,
 * and log lines about the request have it as the field {@value #FIELD}.
 */
public final class RequestIds implements DecoratingHttpServiceFunction {
    /** Header of requests and answers. */
    public static final String HEADER = "x-request-id";

    static final String FIELD = "request";

    private static final Logger LOG = LoggerFactory.getLogger(RequestIds.class);
    private static final AttributeKey<String> ID = AttributeKey.valueOf(RequestIds.class, "id");
    /** Anything else could forge lines of a log. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest req) throws Exception {
        String shown = req.headers().get(HEADER, "");
        String id = PLAIN.matcher(shown).matches() ? shown : UUID.randomUUID().toString();
        ctx.setAttr(ID, id);
        ctx.setAdditionalResponseHeader(HEADER, id);
        if (LOG.isDebugEnabled()) {
            ctx.log().whenComplete().thenAccept(log -> note(id, log));
        }
        return delegate.serve(ctx, req);
    }

    private static void note(String id, RequestLog log) {
        try (MDC.MDCCloseable field = MDC.putCloseable(FIELD, id)) {
            LOG.debug(
                    "{} {} answered with {} after {} ms",
                    log.requestHeaders().method(),
                    log.context().path(),
                    log.responseHeaders().status().code(),
                    TimeUnit.NANOSECONDS.toMillis(log.totalDurationNanos()));
        }
    }

    /** The request with its id among the headers, to be passed on. */
    public static AggregatedHttpRequest named(ServiceRequestContext ctx, AggregatedHttpRequest request) {
        String id = of(ctx).orElseThrow();
        return AggregatedHttpRequest.of(
                request.headers().withMutations(headers -> headers.set(HEADER, id)),
                request.content(),
                request.trailers());
    }

    static Optional<String> of(ServiceRequestContext ctx) {
        return Optional.ofNullable(ctx.attr(ID));
    }

    /** Of the request that this thread is at work for. */
    static Optional<String> current() {
        return Optional.ofNullable((ServiceRequestContext) ServiceRequestContext.currentOrNull())
                .flatMap(RequestIds::of);
    }
}
