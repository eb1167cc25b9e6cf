package dev.braid.jobs.bench;

import dev.braid.jobs.conf.ConfKey;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.engine.EngineSpec;
import dev.braid.jobs.engine.EngineThread;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.model.files.ModelConfig;
import dev.braid.ops.attention.KvPool;
import dev.braid.ops.sampling.SamplingParams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * {@code bench decode}: requests of equal length through the engine, batch size by batch size. Prefill is timed with
 * requests for one token, decode by the steps in which every sequence of the batch decodes.
 */
public final class DecodeRun {
    private static final String BASE = "base";
    private static final String ADAPTER = "adapter";
    private static final long SEED = 1;
    /** Nobody is in a hurry. */
    private static final Slo PATIENT = new Slo(1L << 50, 1L << 50);

    /** Prompts are never the same twice: the engine would know their beginnings. */
    private final SplittableRandom random = new SplittableRandom(SEED);

    private final Settings settings;
    private final EngineAssembly assembly;
    private final ProductCount products;

    /**
     * What to measure.
     *
     * @param adapter PEFT folder that every request uses, if any
     * @param batches sequences that decode together, one measurement each
     * @param prompt tokens of every prompt
     * @param tokens steps in which the whole batch decodes
     * @param budget of the rounds of one measurement
     */
    public record Settings(
            BenchModel model,
            Optional<Path> adapter,
            List<Integer> batches,
            int prompt,
            int tokens,
            int threads,
            Duration budget) {
        public Settings {
            Require.positive("batch", batches);
            Require.positive("prompt", prompt);
            Require.positive("tokens", tokens);
            Require.positive("threads", threads);
            Require.positive("seconds", budget);
            batches = List.copyOf(batches);
        }

        /** Tokens that a sequence generates: those that arrive first decode while the others are in prefill. */
        private int generated(int batch) {
            return tokens + (batch * prompt + prefillRows() - 1) / prefillRows() + 2;
        }

        private int context() {
            return prompt + generated(Collections.max(batches));
        }
    }

    private DecodeRun(Settings settings) {
        this.settings = settings;
        requireContext(settings, ModelConfig.read(settings.model().folder()));
        this.assembly = new EngineAssembly(spec(settings));
        this.products = ProductCount.of(assembly.model().program());
    }

    public static BenchReport run(Settings settings) {
        return new DecodeRun(settings).run();
    }

    private static void requireContext(Settings settings, ModelConfig config) {
        if (settings.context() > config.maxPositions()) {
            throw new IllegalArgumentException("prompt " + settings.prompt() + " and tokens " + settings.tokens()
                    + " at batch " + Collections.max(settings.batches()) + " need a context of " + settings.context()
                    + " tokens, the model's is " + config.maxPositions() + "; lower prompt, tokens or batch");
        }
    }

    private static int prefillRows() {
        ConfKey<Integer> key = ServeKeys.MAX_BATCH_TOKENS;
        return key.fallback().orElseThrow();
    }

    private static EngineSpec spec(Settings settings) {
        int batch = Collections.max(settings.batches());
        int rows = prefillRows() + batch + 2;
        SchedulerSettings scheduler = new SchedulerSettings(rows, batch, batch, new Policy.InferenceOnly(), PATIENT);
        int pages = (settings.context() + KvPool.PAGE_TOKENS - 1) / KvPool.PAGE_TOKENS;
        return new EngineSpec(
                settings.model().folder(),
                BASE,
                settings.adapter()
                        .map(folder -> List.of(new EngineSpec.NamedAdapter(ADAPTER, folder)))
                        .orElse(List.of()),
                Optional.empty(),
                scheduler,
                Optional.of(settings.context()),
                batch * pages,
                1,
                settings.threads());
    }

    private BenchReport run() {
        List<BenchReport.Timing> timings = new ArrayList<>();
        CoServingEngine engine = assembly.open(System::nanoTime);
        try (PeakMeter peak = new PeakMeter(settings.threads());
                EngineThread thread = new EngineThread(engine)) {
            thread.ready().join();
            for (int batch : settings.batches()) {
                timings.add(prefill(engine, batch));
                timings.add(decode(engine, batch));
                peak.measure();
            }
            return BenchReport.of("decode", peak.best(), settings.threads(), setting(), timings);
        }
    }

    private List<Figure> setting() {
        List<Figure> figures = new ArrayList<>(settings.model().figures());
        settings.adapter().ifPresent(folder -> figures.add(new Figure.Word("adapter", folder.toString())));
        figures.add(new Figure.Count("prompt_tokens", settings.prompt()));
        figures.add(new Figure.Word("counted", ProductCount.WORDS + "; weights (f32 in memory) once per step"));
        return figures;
    }

    private BenchReport.Timing prefill(CoServingEngine engine, int batch) {
        Rounds.Steps steps = new Rounds(engine, settings.budget()).quickest(() -> ask(engine, batch, 1));
        long tokens = (long) batch * settings.prompt();
        double flops = (double) tokens * products.forward() + (double) batch * products.logits();
        return new BenchReport.Timing(labels("prefill", batch), tokens, flops, steps.seconds(), List.of());
    }

    private BenchReport.Timing decode(CoServingEngine engine, int batch) {
        Rounds.Steps steps = new Rounds(engine, settings.budget())
                .quickestSteps(
                        () -> ask(engine, batch, settings.generated(batch)),
                        step -> step.decode() == batch && step.prefill() == 0);
        long tokens = (long) batch * steps.count();
        double perToken = products.forward() + products.logits();
        double gigabytes = perToken / 2 * Float.BYTES * 1e-9;
        return new BenchReport.Timing(
                labels("decode", batch),
                tokens,
                tokens * perToken,
                steps.seconds(),
                List.of(
                        new Figure.Measure("tpot_ms", steps.seconds() * 1e3 / steps.count(), 2),
                        new Figure.Measure("weight_gb_per_s", gigabytes * steps.count() / steps.seconds(), 1)));
    }

    private static List<Figure> labels(String phase, int batch) {
        return List.of(new Figure.Word("phase", phase), new Figure.Count("batch", batch));
    }

    /** Sends a batch of requests with drawn prompts and waits for all. */
    private void ask(CoServingEngine engine, int batch, int tokens) {
        int vocabulary = assembly.config().vocabSize();
        String model = settings.adapter().isPresent() ? ADAPTER : BASE;
        List<CompletableFuture<Void>> answers = IntStream.range(0, batch)
                .mapToObj(i -> {
                    int[] prompt = random.ints(settings.prompt(), 0, vocabulary).toArray();
                    Answer answer = new Answer();
                    engine.submit(
                            new GenerationRequest(model, prompt, tokens, SamplingParams.greedy(), Set.of()), answer);
                    return answer.done();
                })
                .toList();
        answers.forEach(CompletableFuture::join);
    }
}
