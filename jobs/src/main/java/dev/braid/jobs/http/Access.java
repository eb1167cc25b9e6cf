package dev.braid.jobs.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.braid.jobs.openai.ApiException;
import java.util.Optional;

/**
 * Who may ask: {@code /health} everybody, {@code /control/} who shows the job's secret in {@link #JOB_SECRET_HEADER}, all
 * else who shows the token, if there is one. Also guards paths that do not exist.
 */
public final class Access implements DecoratingHttpServiceFunction {
    /** Header of the driver's requests to a control endpoint. */
    public static final String JOB_SECRET_HEADER = "braid-job-secret";

    /** Paths below are for the driver alone. */
    public static final String CONTROL = "/control/";

    private static final String BEARER = "bearer ";

    private final Optional<Secret> token;
    private final Optional<Secret> jobSecret;

    public Access(Optional<Secret> token, Optional<Secret> jobSecret) {
        this.token = token;
        this.jobSecret = jobSecret;
    }

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest req) throws Exception {
        String path = ctx.path();
        if (path.startsWith(CONTROL)) {
            String shown = req.headers().get(JOB_SECRET_HEADER, "");
            return jobSecret.isPresent() && jobSecret.get().matches(shown)
                    ? delegate.serve(ctx, req)
                    : refusal("this path is the driver's; show the job's secret in " + JOB_SECRET_HEADER);
        }
        if (path.equals("/health") || token.isEmpty() || token.get().matches(bearer(req))) {
            return delegate.serve(ctx, req);
        }
        return refusal("the token is missing or wrong; send it as 'Authorization: Bearer TOKEN'");
    }

    private static String bearer(HttpRequest req) {
        String header = req.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length()) ? header.substring(BEARER.length()) : "";
    }

    private static HttpResponse refusal(String message) {
        return Responses.error(ApiException.of(401, message, null, "invalid_api_key"));
    }
}
