package dev.braid.jobs.control;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.braid.jobs.engine.TrainingService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes versions of an adapter in training, or of a served one, from the driver: {@code POST} of a {@link
 * VersionMessage}. Answers 202 when the engine has the message; it publishes between two of its steps, when no older
 * version must be kept for it.
 */
public final class VersionService extends AbstractHttpService {
    /** Where an executor's server binds it. */
    public static final String PATH = "/control/versions";

    private static final Logger LOG = LoggerFactory.getLogger(VersionService.class);

    private final TrainingService engine;

    public VersionService(TrainingService engine) {
        this.engine = engine;
    }

    @Override
    protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
        return HttpResponse.of(request.aggregate()
                .thenApplyAsync(body -> take(body.content().array()), context.blockingTaskExecutor()));
    }

    private HttpResponse take(byte[] body) {
        VersionMessage message;
        try {
            message = VersionMessage.decode(body);
        } catch (IllegalArgumentException e) {
            return answer(HttpStatus.BAD_REQUEST, e.getMessage());
        }
        engine.install(message.version(), message.weights(), TrainingService.Visibility.PUBLISHED)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.error("Version {} was not published", message.version(), failure);
                    }
                });
        return answer(HttpStatus.ACCEPTED, message.version().toString());
    }

    private static HttpResponse answer(HttpStatus status, String text) {
        return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, text);
    }
}
