package dev.braid.jobs.serve;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.braid.data.text.DecodedSpecials;
import dev.braid.data.text.SpecialTokens;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.engine.ServedModel;
import dev.braid.jobs.http.Bodies;
import dev.braid.jobs.http.Responses;
import dev.braid.jobs.openai.ApiException;
import dev.braid.jobs.openai.ModelList;
import dev.braid.jobs.openai.TokenizeRequest;
import dev.braid.jobs.openai.TokenizeRequest.StartToken;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The endpoints that do not generate: models, version, tokens. */
final class InfoEndpoints {
    private final InferenceService engine;
    private final TextCodec codec;
    private final long startedSeconds;

    InfoEndpoints(InferenceService engine, TextCodec codec, long startedSeconds) {
        this.engine = engine;
        this.codec = codec;
        this.startedSeconds = startedSeconds;
    }

    HttpResponse models() {
        return Responses.json(
                HttpStatus.OK,
                ModelList.of(engine.models().stream().map(this::wire).toList()));
    }

    /** One model by its name; {@code name@step} is known where its adapter is. */
    HttpResponse model(String name) {
        String plain = name.contains("@") ? name.substring(0, name.indexOf('@')) : name;
        return engine.models().stream()
                .filter(model -> model.name().equals(plain))
                .findFirst()
                .map(model -> Responses.json(HttpStatus.OK, wire(model)))
                .orElseThrow(() -> ApiException.of(
                        404, "model '" + name + "' is not served; see /v1/models", "model", "model_not_found"));
    }

    private ModelList.Model wire(ServedModel model) {
        Optional<ServedModel> adapter =
                Optional.of(model).filter(served -> !served.parent().isEmpty());
        return new ModelList.Model(
                model.name(),
                ModelList.Model.OBJECT,
                startedSeconds,
                ModelList.Model.OWNER,
                adapter.map(ServedModel::parent).orElse(model.name()),
                adapter.map(ServedModel::parent).orElse(null),
                engine.maxContext(),
                model.version().isPresent() ? model.version().getAsLong() : null,
                Optional.of(model)
                        .filter(served -> adapter.isPresent() || served.training() == ServedModel.Training.IN_TRAINING)
                        .map(served -> served.training().name().toLowerCase(Locale.ROOT))
                        .orElse(null));
    }

    HttpResponse version() {
        String version = InfoEndpoints.class.getPackage().getImplementationVersion();
        return Responses.json(HttpStatus.OK, Map.of("version", version == null ? "development" : version));
    }

    HttpResponse tokenize(ServiceRequestContext ctx, HttpRequest req) {
        return Bodies.json(ctx, req, whole -> {
            TokenizeRequest request = TokenizeRequest.read(whole.content().array());
            int[] ids = codec.encode(
                    request.prompt(), request.start() == StartToken.ADDED ? SpecialTokens.ADD : SpecialTokens.NONE);
            return Responses.json(HttpStatus.OK, new TokenizeRequest.Tokens(ids.length, engine.maxContext(), ids));
        });
    }

    HttpResponse detokenize(ServiceRequestContext ctx, HttpRequest req) {
        return Bodies.json(ctx, req, whole -> {
            int[] ids = TokenizeRequest.readTokens(whole.content().array());
            for (int id : ids) {
                if (id >= codec.vocabularySize()) {
                    throw ApiException.invalid(
                            "tokens", "tokens has id " + id + ", must be from 0 to " + (codec.vocabularySize() - 1));
                }
            }
            String text = codec.decode(ids, DecodedSpecials.KEEP);
            return Responses.json(HttpStatus.OK, new TokenizeRequest.Text(text));
        });
    }
}
