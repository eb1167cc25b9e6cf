package dev.braid.jobs.bench;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.conf.ConfKey;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.engine.EngineSpec;
import dev.braid.jobs.engine.EngineThread;
import dev.braid.jobs.engine.TrainingLease;
import dev.braid.jobs.engine.TrainingService;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * {@code bench finetune}: leases of drawn sequences through the engine, once for the loss alone and once with gradients
 * of a LoRA adapter. The optimizer's update, which the driver makes, is not in it.
 */
public final class FinetuneRun {
    private static final String ADAPTER = "adapter";
    private static final long SEED = 1;
    /** Nobody waits. */
    private static final Slo PATIENT = new Slo(1L << 50, 1L << 50);

    private final Settings settings;
    private final LoraConfig lora;
    private final EngineAssembly assembly;
    private final ProductCount products;

    /**
     * What to measure.
     *
     * @param targets which linears get a bypass
     * @param length tokens of every sequence
     * @param sequences of one lease
     * @param budget of the rounds of one measurement
     */
    public record Settings(
            BenchModel model,
            int rank,
            TargetModules targets,
            int length,
            int sequences,
            int threads,
            Duration budget) {
        public Settings {
            Require.positive("rank", rank);
            Require.positive("length", length);
            Require.positive("sequences", sequences);
            Require.positive("threads", threads);
            Require.positive("seconds", budget);
        }
    }

    private FinetuneRun(Settings settings) {
        this.settings = settings;
        int context = ModelConfig.read(settings.model().folder()).maxPositions();
        if (settings.length() > context) {
            throw new IllegalArgumentException(
                    "length is " + settings.length() + ", must be at most the model's context of " + context);
        }
        this.lora = LoraConfig.of(settings.rank(), 2.0 * settings.rank(), settings.targets());
        this.assembly = new EngineAssembly(spec());
        this.products = ProductCount.of(assembly.model().program());
    }

    public static BenchReport run(Settings settings) {
        return new FinetuneRun(settings).run();
    }

    private EngineSpec spec() {
        SchedulerSettings scheduler =
                new SchedulerSettings(fallback(ServeKeys.MAX_BATCH_TOKENS), 1, 1, new Policy.FinetuningOnly(), PATIENT);
        EngineSpec.Job job = new EngineSpec.Job(ADAPTER, Optional.of(lora), settings.length(), 1, SEED);
        return new EngineSpec(
                settings.model().folder(),
                "base",
                List.of(),
                Optional.of(job),
                scheduler,
                Optional.of(settings.length()),
                1,
                settings.length(),
                settings.threads());
    }

    private static int fallback(ConfKey<Integer> key) {
        return key.fallback().orElseThrow();
    }

    private BenchReport run() {
        CoServingEngine engine = assembly.open(System::nanoTime);
        try (PeakMeter peak = new PeakMeter(settings.threads());
                EngineThread thread = new EngineThread(engine)) {
            thread.ready().join();
            float[] weights = Adapters.initial(Adapters.shape(assembly.config(), lora), SEED);
            engine.install(new AdapterVersion(ADAPTER, 0), weights, TrainingService.Visibility.TRAINING_ONLY)
                    .join();
            BenchReport.Timing forward =
                    timing(engine, "forward", TrainingLease.Purpose.EVALUATE, products.forward() + products.loss());
            peak.measure();
            BenchReport.Timing step = timing(
                    engine, "forward_backward", TrainingLease.Purpose.TRAIN, products.forward() + products.backward());
            peak.measure();
            return BenchReport.of("finetune", peak.best(), settings.threads(), setting(), List.of(forward, step));
        }
    }

    private List<Figure> setting() {
        List<Figure> figures = new ArrayList<>(settings.model().figures());
        figures.add(new Figure.Count("rank", settings.rank()));
        figures.add(
                new Figure.Count("trained_parameters", assembly.model().layout().size()));
        figures.add(new Figure.Word("counted", ProductCount.WORDS));
        return figures;
    }

    private BenchReport.Timing timing(
            CoServingEngine engine, String pass, TrainingLease.Purpose purpose, long flopsPerToken) {
        TrainingLease lease = new TrainingLease(ADAPTER, 1, 0, 0, sequences(), purpose);
        Rounds.Steps steps = new Rounds(engine, settings.budget())
                .quickest(() -> engine.train(lease, leaf -> {}).join());
        long tokens = (long) settings.sequences() * settings.length();
        List<Figure> labels = List.of(
                new Figure.Word("pass", pass),
                new Figure.Count("sequences", settings.sequences()),
                new Figure.Count("length", settings.length()));
        double seconds = steps.seconds();
        return new BenchReport.Timing(labels, tokens, (double) tokens * flopsPerToken, seconds, List.of());
    }

    /** Sequences of one sample each, every position of which but the last predicts the next. */
    private List<PackedSequence> sequences() {
        SplittableRandom random = new SplittableRandom(SEED);
        return IntStream.range(0, settings.sequences())
                .mapToObj(i -> sequence(random))
                .toList();
    }

    private PackedSequence sequence(SplittableRandom random) {
        int length = settings.length();
        int[] ids = random.ints(length, 0, assembly.config().vocabSize()).toArray();
        int[] labels = Arrays.copyOfRange(ids, 1, length + 1);
        labels[length - 1] = PackedSequence.IGNORED;
        return new PackedSequence(ids, labels, new int[length]);
    }
}
