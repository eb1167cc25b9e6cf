package dev.braid.jobs.serve;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.http.Bodies;
import dev.braid.jobs.http.Departures;
import dev.braid.jobs.openai.ChatRequest;
import dev.braid.jobs.openai.CompletionRequest;
import dev.braid.jobs.openai.GenerationFields;

/** The two endpoints that generate. Bodies are read, checked and tokenised on the blocking executor. */
final class GenerationEndpoints {
    private final InferenceService engine;
    private final Planner planner;
    private final ServeMetrics metrics;
    private final Sources sources;
    private final Entrance entrance;
    private final IgnoredFields ignored = new IgnoredFields();

    GenerationEndpoints(
            InferenceService engine, TextCodec codec, ServeMetrics metrics, Sources sources, Entrance entrance) {
        this.engine = engine;
        this.planner = new Planner(engine, codec, sources.random());
        this.metrics = metrics;
        this.sources = sources;
        this.entrance = entrance;
    }

    HttpResponse completions(ServiceRequestContext ctx, HttpRequest req) {
        return Bodies.json(ctx, req, whole -> {
            CompletionRequest request = CompletionRequest.read(whole.content().array());
            GenerationFields fields = request.common();
            Format format = new CompletionFormat(sources.id("cmpl"), sources.seconds(), fields.model(), scores(fields));
            return answer(ctx, fields, format, () -> planner.plan(request));
        });
    }

    HttpResponse chat(ServiceRequestContext ctx, HttpRequest req) {
        return Bodies.json(ctx, req, whole -> {
            ChatRequest request = ChatRequest.read(whole.content().array());
            GenerationFields fields = request.common();
            Format format = new ChatFormat(sources.id("chatcmpl"), sources.seconds(), fields.model(), scores(fields));
            return answer(ctx, fields, format, () -> planner.plan(request));
        });
    }

    private static AnswerText.Scores scores(GenerationFields fields) {
        return fields.logprobs() < 0 ? AnswerText.Scores.NONE : AnswerText.Scores.SHOWN;
    }

    private interface Planning {
        Planner.Plans plans();
    }

    private HttpResponse answer(ServiceRequestContext ctx, GenerationFields fields, Format format, Planning planning) {
        ignored.warn(fields.ignored());
        entrance.enter();
        try {
            return generate(ctx, fields, format, planning.plans());
        } catch (RuntimeException e) {
            entrance.leave();
            throw Rejections.of(e);
        }
    }

    private HttpResponse generate(
            ServiceRequestContext ctx, GenerationFields fields, Format format, Planner.Plans plans) {
        HttpResponseWriter out = HttpResponse.streaming();
        Reply reply = fields.delivery() == GenerationFields.Delivery.WHOLE
                ? new WholeReply(out, format, plans.answers().size())
                : new StreamReply(out, format, fields.delivery());
        SerialExecutor serial = new SerialExecutor(ctx.blockingTaskExecutor());
        Generation generation = new Generation(engine, reply, metrics, sources.nanos(), serial);
        out.whenComplete().handle((sent, gone) -> {
            entrance.leave();
            generation.cancel();
            return sent;
        });
        generation.start(plans.answers(), plans.promptTokens());
        return Departures.end(ctx, out);
    }
}
