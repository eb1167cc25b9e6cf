package dev.braid.jobs.main;

import dev.braid.data.text.DecodedSpecials;
import dev.braid.data.text.SpecialTokens;
import dev.braid.data.text.Tokenizer;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.engine.EngineSpec;
import dev.braid.jobs.engine.EngineThread;
import dev.braid.jobs.engine.FinishReason;
import dev.braid.jobs.engine.GeneratedToken;
import dev.braid.jobs.engine.GenerationListener;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.model.files.ModelConfig;
import dev.braid.ops.sampling.SamplingParams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Continues one prompt with a model of a folder, in this process: no Spark, no server, no chat template. */
public final class Generate {
    private static final String BASE = "base";
    private static final String ADAPTER = "adapter";
    private static final int PAGE_TOKENS = 16;
    /** Nobody else is served. */
    private static final Slo PATIENT =
            new Slo(Duration.ofHours(1).toNanos(), Duration.ofHours(1).toNanos());

    private Generate() {}

    /**
     * What to generate.
     *
     * @param adapter PEFT folder, if any
     * @param maxTokens new tokens; end tokens do not stop the generation
     */
    public record Request(
            Path model, Optional<Path> adapter, String prompt, int maxTokens, SamplingParams sampling, int threads) {
        public Request {
            requirePositive("max_tokens", maxTokens);
            requirePositive("threads", threads);
        }

        private static void requirePositive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
            }
        }
    }

    /** The prompt and its continuation as one text, the start token left out. */
    public static String run(Request request) {
        try (Tokenizer tokenizer = Tokenizer.open(request.model())) {
            int[] prompt = tokenizer.encode(request.prompt(), SpecialTokens.ADD);
            if (prompt.length == 0) {
                throw new IllegalArgumentException(
                        "the prompt has no tokens and the model has no start token; give a prompt");
            }
            checkContext(prompt.length, request.maxTokens(), ModelConfig.read(request.model()));
            List<Integer> ids = new ArrayList<>();
            for (int id : prompt) {
                ids.add(id);
            }
            ids.addAll(continuation(request, prompt));
            int[] all = ids.stream().mapToInt(Integer::intValue).toArray();
            return tokenizer.decode(all, DecodedSpecials.SKIP);
        }
    }

    private static void checkContext(int prompt, int maxTokens, ModelConfig config) {
        if ((long) prompt + maxTokens > config.maxPositions()) {
            throw new IllegalArgumentException("the prompt has " + prompt + " tokens and max_tokens is " + maxTokens
                    + ", but the model's context is " + config.maxPositions()
                    + " tokens; shorten the prompt or lower max_tokens");
        }
    }

    private static List<Integer> continuation(Request request, int[] prompt) {
        int context = prompt.length + request.maxTokens();
        List<EngineSpec.NamedAdapter> adapters = request.adapter()
                .map(folder -> List.of(new EngineSpec.NamedAdapter(ADAPTER, folder)))
                .orElse(List.of());
        SchedulerSettings scheduler = new SchedulerSettings(64, 1, 1, new Policy.InferenceOnly(), PATIENT);
        EngineSpec spec = new EngineSpec(
                request.model(),
                BASE,
                adapters,
                Optional.empty(),
                scheduler,
                Optional.of(context),
                context / PAGE_TOKENS + 1,
                1,
                request.threads());
        CoServingEngine engine = new EngineAssembly(spec).open(System::nanoTime);
        try (EngineThread thread = new EngineThread(engine)) {
            thread.ready().join();
            Collector collector = new Collector();
            engine.submit(
                    new GenerationRequest(
                            adapters.isEmpty() ? BASE : ADAPTER,
                            prompt,
                            request.maxTokens(),
                            request.sampling(),
                            Set.of()),
                    collector);
            return collector.result.join();
        }
    }

    private static final class Collector implements GenerationListener {
        private final List<Integer> ids = new ArrayList<>();
        private final CompletableFuture<List<Integer>> result = new CompletableFuture<>();

        @Override
        public void onStart(Optional<AdapterVersion> adapter) {}

        @Override
        public void onToken(GeneratedToken token) {
            ids.add(token.id());
        }

        @Override
        public void onFinish(FinishReason reason) {
            result.complete(List.copyOf(ids));
        }

        @Override
        public void onError(RuntimeException cause) {
            result.completeExceptionally(cause);
        }
    }
}
