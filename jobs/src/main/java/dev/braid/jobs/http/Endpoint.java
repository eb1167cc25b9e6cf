package dev.braid.jobs.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.Server;
import java.util.Comparator;
import java.util.List;

/**
 * A method and a path that a server answers.
 *
 * @param path a pattern, such as {@code /v1/models/:name} or {@code /v1/*}
 */
public record Endpoint(HttpMethod method, String path) {
    /** All of a server's, as they were bound, sorted. */
    public static List<Endpoint> of(Server server) {
        return server.config().serviceConfigs().stream()
                .flatMap(config -> config.route().methods().stream()
                        .map(method -> new Endpoint(method, config.route().patternString())))
                .distinct()
                .sorted(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::method))
                .toList();
    }

    /** A path that the pattern matches. */
    public String example() {
        return path.replaceAll(":\\w+", "x").replace("/**", "/x").replace("/*", "/x");
    }
}
