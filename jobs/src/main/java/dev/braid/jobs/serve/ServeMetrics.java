package dev.braid.jobs.serve;

import com.linecorp.armeria.common.HttpResponse;
import dev.braid.jobs.engine.EngineStatus;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.http.Exposition;
import dev.braid.jobs.http.Histogram;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What a sidecar measures, under the names that vLLM's dashboards know; the project's own begin with {@code braid:}. */
final class ServeMetrics {
    private final Histogram timeToFirstToken = new Histogram();
    private final Histogram interToken = new Histogram();
    private final Histogram whole = new Histogram();
    private final Histogram queue = new Histogram();
    private final Map<String, LongAdder> finished = new ConcurrentHashMap<>();

    ServeMetrics() {
        List.of("stop", "length", "abort", "error").forEach(reason -> finished.put(reason, new LongAdder()));
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

    HttpResponse exposition(InferenceService engine, int inFlight) {
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
        out.histogram("vllm:time_to_first_token_seconds", "From request to first token.", labels, timeToFirstToken)
                .histogram("vllm:inter_token_latency_seconds", "Between tokens of an answer.", labels, interToken)
                .histogram("vllm:e2e_request_latency_seconds", "From request to last token.", labels, whole)
                .histogram("vllm:request_queue_time_seconds", "From request to its first step.", labels, queue)
                .gauge("braid:http_requests_in_flight", "Generation requests being answered.", labels, inFlight)
                .gauge("braid:ready", "1 when requests are served.", labels, ready(status))
                .counter("braid:engine_steps_total", "Steps of the engine.", labels, status.steps());
        return training(out, labels, status).response();
    }

    private static Exposition training(Exposition out, String labels, EngineStatus status) {
        return out.counter(
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

    private static int ready(EngineStatus status) {
        return status.ready() == EngineStatus.Readiness.READY ? 1 : 0;
    }
}
