package dev.braid.jobs.gateway;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SplitHttpResponse;
import dev.braid.jobs.gateway.Members.Lease;
import dev.braid.jobs.http.Responses;
import io.netty.util.concurrent.EventExecutor;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One client request on its way through the gateway. It goes from member to member until one begins to answer; that answer
 * is the client's. Confined to the request's event loop.
 */
final class Exchange {
    private final Route route;
    private final AggregatedHttpRequest request;
    private final OptionalLong prefix;
    private final EventExecutor loop;
    private final HttpResponseWriter out = HttpResponse.streaming();
    private final Set<URI> tried = new HashSet<>();
    private Optional<AggregatedHttpResponse> refusal = Optional.empty();
    private Runnable abandon = () -> {};

    Exchange(Route route, AggregatedHttpRequest request, EventExecutor loop) {
        this.route = route;
        this.request = request;
        this.prefix = route.prefix().of(request.content());
        this.loop = loop;
    }

    /** The answer; what happens next happens on the event loop. */
    HttpResponse start() {
        out.whenComplete()
                .handleAsync(
                        (sent, gone) -> {
                            abandon.run();
                            return sent;
                        },
                        loop);
        loop.execute(this::attempt);
        return out;
    }

    private void attempt() {
        if (!out.isOpen()) {
            return;
        }
        Optional<Lease> lease = route.members().lease(tried, prefix);
        if (lease.isPresent()) {
            ask(lease.get());
        } else {
            route.metrics().unserved();
            out.close(refusal.orElseGet(() -> Responses.whole(route.noMember(tried.size()))));
        }
    }

    private void ask(Lease lease) {
        if (!tried.isEmpty()) {
            route.metrics().retry();
        }
        tried.add(lease.address());
        RequestHeaders headers = MemberHeaders.toMember(request.headers(), lease.address(), route.memberToken());
        WebClient client = route.client();
        HttpResponse response = client.execute(headers, request.content());
        SplitHttpResponse split = response.split();
        abandon = () -> {
            response.abort();
            lease.close();
        };
        lease.onLost(response::abort);
        split.headers()
                .handleAsync((begun, failure) -> failure == null ? began(lease, begun, split) : lost(lease), loop);
    }

    /** Nothing has been sent to the client yet: another member may do it. */
    private Void lost(Lease lease) {
        // Where the client has gone it is we who broke off; the member is well.
        if (out.isOpen()) {
            lease.unreachable();
        }
        lease.close();
        attempt();
        return null;
    }

    private Void began(Lease lease, ResponseHeaders headers, SplitHttpResponse split) {
        MediaType type = headers.contentType();
        if (type != null && type.is(MediaType.EVENT_STREAM)) {
            out.tryWrite(MemberHeaders.toClient(headers));
            split.body().subscribe(new PassedStream(out, route.metrics()::broken, lease::close), loop);
        } else {
            split.body()
                    .collect(loop)
                    .handleAsync((body, failure) -> failure == null ? whole(lease, headers, body) : lost(lease), loop);
        }
        return null;
    }

    /** A member that has no room or is about to stop is not the last word while there are others. */
    private Void whole(Lease lease, ResponseHeaders headers, List<HttpData> body) {
        lease.close();
        AggregatedHttpResponse answer = AggregatedHttpResponse.of(MemberHeaders.toClient(headers), joined(body));
        int status = headers.status().code();
        if (status == 429 || status == 503) {
            refusal = Optional.of(answer);
            attempt();
        } else {
            out.close(answer);
        }
        return null;
    }

    private static HttpData joined(List<HttpData> parts) {
        int length = parts.stream().mapToInt(HttpData::length).sum();
        byte[] bytes = new byte[length];
        int at = 0;
        for (HttpData part : parts) {
            System.arraycopy(part.array(), 0, bytes, at, part.length());
            at += part.length();
        }
        return HttpData.wrap(bytes);
    }
}
