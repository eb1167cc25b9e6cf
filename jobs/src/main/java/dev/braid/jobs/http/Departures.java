package dev.braid.jobs.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/**
 * Notices clients that go away. Armeria waits a second after an HTTP/1 connection has closed before it ends the answers that
 * were not begun; a generation would go on for nobody, and behind a gateway for two seconds.
 */
public final class Departures {
    private Departures() {}

    /** Ends {@code response} as soon as the client's connection closes. Returns it. */
    public static HttpResponse end(ServiceRequestContext ctx, HttpResponse response) {
        Channel channel = ctx.log().ensureAvailable(RequestLogProperty.SESSION).channel();
        if (channel != null) {
            ChannelFutureListener gone = closed -> response.abort();
            channel.closeFuture().addListener(gone);
            // The connection lives on for other requests.
            response.whenComplete()
                    .handle((sent, failure) -> channel.closeFuture().removeListener(gone));
        }
        return response;
    }
}
