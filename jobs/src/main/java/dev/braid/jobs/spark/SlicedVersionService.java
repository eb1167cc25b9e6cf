package dev.braid.jobs.spark;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes new versions of the adapter in training whose weights are slices on executors: {@code POST} of a {@link
 * SlicedVersionMessage}. Fetches the weights, then answers 202; the engine publishes between two of its steps.
 */
final class SlicedVersionService extends AbstractHttpService {
    private static final Logger LOG = LoggerFactory.getLogger(SlicedVersionService.class);

    private final EngineVersions engine;

    SlicedVersionService(EngineVersions engine) {
        this.engine = engine;
    }

    @Override
    protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
        return HttpResponse.of(request.aggregate()
                .thenApplyAsync(body -> take(body.content().array()), context.blockingTaskExecutor()));
    }

    private HttpResponse take(byte[] body) {
        try {
            SlicedVersionMessage message = SlicedVersionMessage.decode(body);
            engine.publish(message.version(), message.weights().read()).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.error("Version {} was not published", message.version(), failure);
                }
            });
            return answer(HttpStatus.ACCEPTED, message.version().toString());
        } catch (IllegalArgumentException e) {
            return answer(HttpStatus.BAD_REQUEST, e.getMessage());
        } catch (IllegalStateException gone) {
            return answer(HttpStatus.GONE, gone.getMessage());
        }
    }

    private static HttpResponse answer(HttpStatus status, String text) {
        return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, text);
    }
}
