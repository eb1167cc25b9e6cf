package dev.braid.jobs.serve;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServerBuilder;
import dev.braid.jobs.engine.EngineStatus;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.http.Responses;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The endpoint that tells whether an engine is ready, the only one that asks for no secret. */
record Health(InferenceService engine, BooleanSupplier draining) {
    private static final String READY = "ready";

    void bind(ServerBuilder builder) {
        builder.route().path("/health").methods(HttpMethod.GET).build((ctx, req) -> answer());
    }

    private HttpResponse answer() {
        EngineStatus status = engine.status();
        String word =
                draining.getAsBoolean() ? "draining" : status.ready().name().toLowerCase(Locale.ROOT);
        HttpStatus code = word.equals(READY) ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
        return Responses.json(
                code,
                Map.of(
                        "status", word,
                        "running", status.running(),
                        "waiting", status.waiting()));
    }
}
