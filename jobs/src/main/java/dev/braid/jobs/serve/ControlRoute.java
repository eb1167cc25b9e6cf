package dev.braid.jobs.serve;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import dev.braid.jobs.http.Access;

/**
 * An endpoint for the driver, behind the job's secret; whoever builds the server brings it.
 *
 * @param path begins with {@code /control/}
 * @param maxBody largest request body, bytes
 */
public record ControlRoute(HttpMethod method, String path, long maxBody, HttpService service) {
    public ControlRoute {
        if (!path.startsWith(Access.CONTROL)) {
            throw new IllegalArgumentException("path is " + path + ", must begin with " + Access.CONTROL);
        }
    }

    void bind(ServerBuilder builder) {
        builder.route().path(path).methods(method).maxRequestLength(maxBody).build(service);
    }
}
