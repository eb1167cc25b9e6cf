package dev.braid.jobs.gateway;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.braid.jobs.http.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Headers as they go from client to member and back: those that concern one connection only are left out. */
final class MemberHeaders {
    private static final Set<String> OF_ONE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect",
            "host",
            "content-length",
            "date",
            "server");

    private MemberHeaders() {}

    /** The client's own token stays here; the member is shown the gateway's. */
    static RequestHeaders toMember(RequestHeaders client, URI member, Optional<Secret> token) {
        RequestHeadersBuilder headers = RequestHeaders.builder(client.method(), member + client.path());
        client.forEach((name, value) -> {
            if (passes(name.toString())) {
                headers.add(name, value);
            }
        });
        headers.remove(HttpHeaderNames.AUTHORIZATION);
        token.ifPresent(secret -> headers.set(HttpHeaderNames.AUTHORIZATION, secret.bearer()));
        return headers.build();
    }

    static ResponseHeaders toClient(ResponseHeaders member) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(member.status());
        member.forEach((name, value) -> {
            if (passes(name.toString())) {
                headers.add(name, value);
            }
        });
        return headers.build();
    }

    private static boolean passes(String name) {
        return !name.startsWith(":") && !OF_ONE_CONNECTION.contains(name);
    }
}
