package dev.braid.jobs.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections whose first request has not come in time: a client that dribbles its headers holds nothing for long.
 * Later requests of a connection are bounded by the server's idle time.
 */
final class HeaderTime implements DecoratingHttpServiceFunction {
    private static final AttributeKey<Future<?>> END = AttributeKey.valueOf(HeaderTime.class, "end");

    private final Duration most;

    HeaderTime(Duration most) {
        this.most = most;
    }

    /** Begins to wait when a connection has been made. */
    void watch(ChannelPipeline pipeline) {
        Channel channel = pipeline.channel();
        Future<?> end = channel.eventLoop().schedule(() -> channel.close(), most.toMillis(), TimeUnit.MILLISECONDS);
        channel.attr(END).set(end);
        channel.closeFuture().addListener(closed -> end.cancel(false));
    }

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest req) throws Exception {
        Channel channel = ctx.log().ensureAvailable(RequestLogProperty.SESSION).channel();
        // A stream of HTTP/2 may have a channel of its own; the connection's is its parent.
        for (Channel each = channel; each != null; each = each.parent()) {
            Future<?> end = each.attr(END).getAndSet(null);
            if (end != null) {
                end.cancel(false);
            }
        }
        return delegate.serve(ctx, req);
    }
}
