package dev.braid.jobs.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.braid.jobs.openai.ApiException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Reads request bodies off the event loop. */
public final class Bodies {
    private Bodies() {}

    /**
     * The answer to a request once its JSON body is there. The time limit of the server is for the body alone: answers
     * take as long as they take.
     *
     * @param answer called on the blocking executor; may throw
     */
    public static HttpResponse json(
            ServiceRequestContext ctx, HttpRequest req, Function<AggregatedHttpRequest, HttpResponse> answer) {
        MediaType type = req.contentType();
        if (type != null && !type.is(MediaType.JSON)) {
            throw ApiException.of(415, "content-type is " + type + ", must be application/json");
        }
        CompletableFuture<HttpResponse> response = req.aggregate()
                .thenApplyAsync(
                        whole -> {
                            ctx.clearRequestTimeout();
                            return answer.apply(whole);
                        },
                        ctx.blockingTaskExecutor())
                .exceptionally(failure -> Responses.error(ErrorBodies.of(failure, ctx)));
        return HttpResponse.of(response);
    }
}
