package dev.braid.jobs.serve;

import com.linecorp.armeria.common.HttpResponse;
import dev.braid.jobs.engine.EngineStatus;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.engine.ServedModel;
import dev.braid.jobs.engine.StepSizes;
import dev.braid.jobs.http.Exposition;
import dev.braid.jobs.http.Histogram;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a sidecar measures, under the names that vLLM's dashboards know; the project's own begin with {@code braid:}. */
final class ServeMetrics {
    private final Histogram timeToFirstToken = new Histogram();
    private final Histogram interToken = new Histogram();
    private final Histogram whole = new Histogram();
    private final Histogram queue = new Histogram();
    private final ModelRequests models = new ModelRequests();
    private final Map<String, LongAdder> finished = new ConcurrentHashMap<>();

    ServeMetrics() {
        List.of("stop", "length", "abort", "error").forEach(reason -> finished.put(reason, new LongAdder()));
    }

    /** An answer of this model waits now. */
    ModelRequests.Place waiting(String model) {
        return models.enter(model);
    }

    void started(long nanos) {
        queue.observe(nanos / 1e9);
    }

    void firstToken(long nanos) {
        timeToFirstToken.observe(nanos / 1e9);
    }

    void nextToken(long nanos) {
        interToken.observe(nanos / 1e9);
    }

    /** @param reason {@code stop}, {@code length}, {@code abort} or {@code error} */
    void finished(String reason, long nanos) {
        finished.get(reason).increment();
        if (reason.equals("stop") || reason.equals("length")) {
            whole.observe(nanos / 1e9);
        }
    }

    /** @param seconds now, by the wall clock */
    HttpResponse exposition(InferenceService engine, int inFlight, long seconds) {
        EngineStatus status = engine.status();
        String labels =
                Exposition.label("model_name", engine.models().get(0).name()) + "," + Exposition.label("engine", "0");
        Exposition out = new Exposition()
                .gauge("vllm:num_requests_running", "Requests in the batch.", labels, status.running())
                .gauge("vllm:num_requests_waiting", "Requests in the queue.", labels, status.waiting())
                .gauge("vllm:kv_cache_usage_perc", "Used fraction of the KV pages, 0 to 1.", labels, status.kvUsage())
                .counter("vllm:prompt_tokens_total", "Prompt tokens computed.", labels, status.promptTokens())
                .counter("vllm:generation_tokens_total", "Tokens generated.", labels, status.generatedTokens());
        finishedRequests(out, labels);
        adapters(out, labels, engine.models(), seconds);
        iterations(out, labels, status);
        out.histogram("vllm:time_to_first_token_seconds", "From request to first token.", labels, timeToFirstToken)
                .histogram("vllm:inter_token_latency_seconds", "Between tokens of an answer.", labels, interToken)
                .histogram("vllm:e2e_request_latency_seconds", "From request to last token.", labels, whole)
                .histogram("vllm:request_queue_time_seconds", "From request to its first step.", labels, queue)
                .gauge("braid:http_requests_in_flight", "Generation requests being answered.", labels, inFlight)
                .gauge("braid:ready", "1 when requests are served.", labels, ready(status))
                .counter("braid:engine_steps_total", "Steps of the engine.", labels, status.steps());
        training(out, labels, status);
        IterationMetrics.write(out, labels, status.iterations());
        IterationMetrics.write(out, labels, status.attainment());
        return out.response();
    }

    private static void training(Exposition out, String labels, EngineStatus status) {
        out.counter(
                        "braid:train_forward_tokens_total",
                        "Training tokens gone forward.",
                        labels,
                        status.trainForwardTokens())
                .counter(
                        "braid:train_backward_tokens_total",
                        "Training tokens gone backward, counted once per block.",
                        labels,
                        status.trainBackwardTokens());
    }

    private void finishedRequests(Exposition out, String labels) {
        out.header("vllm:request_success_total", "Answers by how they ended.", "counter");
        new TreeMap<>(finished)
                .forEach((reason, count) -> out.sample(
                        "vllm:request_success_total",
                        labels + "," + Exposition.label("finished_reason", reason),
                        count.sum()));
    }

    /** The value is the time of the sample, as vLLM has it; readers take the newest. */
    private void adapters(Exposition out, String labels, List<ServedModel> served, long seconds) {
        String base = served.get(0).name();
        String adapters = Exposition.label("max_lora", "" + (served.size() - 1)) + ","
                + Exposition.label("waiting_lora_adapters", joined(ModelRequests.Phase.WAITING, base)) + ","
                + Exposition.label("running_lora_adapters", joined(ModelRequests.Phase.RUNNING, base));
        out.gauge(
                "vllm:lora_requests_info",
                "Adapters of the answers under way; the value is the present time.",
                labels + "," + adapters,
                seconds);
    }

    private String joined(ModelRequests.Phase phase, String base) {
        return models.names(phase).stream().filter(name -> !name.equals(base)).collect(Collectors.joining(","));
    }

    private static void iterations(Exposition out, String labels, EngineStatus status) {
        StepSizes sizes = status.stepSizes();
        out.counter(
                        "vllm:num_preemptions_total",
                        "Running requests that had to give their pages up.",
                        labels,
                        status.preemptions())
                .header(
                        "vllm:iteration_tokens_total",
                        "Prompt and output tokens of an engine step, of those steps that had any.",
                        "histogram")
                .buckets(
                        "vllm:iteration_tokens_total",
                        labels,
                        IntStream.of(StepSizes.bounds()).asDoubleStream().toArray(),
                        sizes.counts().stream().mapToLong(Long::longValue).toArray(),
                        sizes.tokens());
    }

    private static int ready(EngineStatus status) {
        return status.ready() == EngineStatus.Readiness.READY ? 1 : 0;
    }
}
