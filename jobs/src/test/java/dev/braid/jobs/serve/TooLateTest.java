package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.engine.FinishReason;
import dev.braid.jobs.engine.GeneratedToken;
import dev.braid.jobs.engine.GenerationListener;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.engine.TinyModel;
import dev.braid.jobs.sched.Slo;
import dev.braid.ops.sampling.SamplingParams;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real engine behind a real server, stepped by hand: who would get the first token too late is told at once. */
class TooLateTest {
    private static final String ASK = "{\"model\":\"tiny\",\"prompt\":[5,6,7],\"max_tokens\":2,\"ttft_ms\":%s}";

    @TempDir
    Path folder;

    @Test
    void aRequestThatTheQueueWouldMakeLateIsAnsweredWith429AndWhenToComeBack() throws InterruptedException {
        TinyModel.write(folder, 3);
        CoServingEngine engine = new EngineAssembly(TinyModel.spec(
                        folder, Optional.empty(), TinyModel.scheduler(48, Slo.ofMillis(10_000, 100_000))))
                .open(System::nanoTime);
        engine.warmUp();
        for (int i = 0; i < 60; i++) {
            engine.submit(
                    new GenerationRequest("tiny", new int[40], 80, SamplingParams.greedy(), Set.of()), new Deaf());
        }
        engine.step();
        assertTrue(engine.status().waiting() > 40);
        try (Sidecar sidecar =
                new Sidecar(SidecarSettings.loopback(0), engine, new CharCodec(), Sources.system(), List.of())) {
            Http http = new Http(sidecar.address());
            HttpResponse<String> late = answer(engine, http, ASK.formatted("1"));
            assertEquals(429, late.statusCode(), late.body());
            int seconds =
                    Integer.parseInt(late.headers().firstValue("retry-after").orElseThrow());
            assertTrue(seconds >= 1 && seconds < 3600, "Retry-After " + seconds);
            String message = Http.json(late.body()).at("/error/message").asText();
            assertTrue(message.contains("its target is 1 ms") && message.contains("ask for a longer ttft_ms"), message);

            HttpResponse<String> patient = answer(engine, http, ASK.formatted("3600000"));
            assertEquals(200, patient.statusCode(), patient.body());
        }
        engine.stop();
        engine.step();
    }

    /** The engine stands still until the request has come. */
    private static HttpResponse<String> answer(CoServingEngine engine, Http http, String body)
            throws InterruptedException {
        int before = engine.status().waiting();
        CompletableFuture<HttpResponse<String>> response =
                CompletableFuture.supplyAsync(() -> http.post("/v1/completions", body));
        Http.await("the request is in the engine's queue", () -> engine.status().waiting() > before);
        while (!response.isDone()) {
            engine.step();
        }
        return response.join();
    }

    private static final class Deaf implements GenerationListener {
        @Override
        public void onStart(Optional<AdapterVersion> adapter) {}

        @Override
        public void onToken(GeneratedToken token) {}

        @Override
        public void onFinish(FinishReason reason) {}

        @Override
        public void onError(RuntimeException cause) {}
    }
}
