package dev.braid.jobs.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.Server;
import java.util.List;

/**
 * A route of a running server.
 *
 * @param pattern such as {@code /v1/models/:name} or {@code /v1/*}
 */
public record ServedRoute(HttpMethod method, String pattern) {
    /** All routes of a server, one for each method that it takes. */
    public static List<ServedRoute> of(Server server) {
        return server.config().serviceConfigs().stream()
                .map(service -> service.route())
                .flatMap(
                        route -> route.methods().stream().map(method -> new ServedRoute(method, route.patternString())))
                .toList();
    }
}
