package dev.braid.jobs.bench;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.DeviceStepRunner;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.engine.EngineSettings;
import dev.braid.jobs.engine.EngineSpec;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.engine.TrainingService;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.sched.latency.LatencyModel;
import dev.braid.jobs.simulate.DeviceOutcome;
import dev.braid.jobs.simulate.DeviceRun;
import dev.braid.jobs.simulate.RealTime;
import dev.braid.jobs.simulate.TrainingSupply;
import dev.braid.jobs.trace.Arrival;
import dev.braid.jobs.trace.Trace;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import dev.braid.ops.sampling.SamplingParams;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** This machine's processor with a model loaded, which serves and trains under one policy after another. One thread. */
final class RealDevice implements AutoCloseable {
    private static final String JOB = "tuned";
    private static final int QUEUE = 100_000;
    private static final int SLOTS = 512;
    private static final int SEQUENCES = 64;
    private static final int PAGE_TOKENS = 16;
    /** Sequences of the longest kind that the KV pool holds at a time. */
    private static final int POOL_SEQUENCES = 32;

    /** What the device is to do beside what its policy says. */
    enum Role {
        BOTH,
        SERVES
    }

    private final CoserveSettings settings;
    private final EngineAssembly assembly;
    private final DeviceStepRunner runner;
    private final LoraConfig lora;
    private List<LatencyModel.Sample> profile = List.of();

    RealDevice(CoserveSettings settings, int threads) {
        this.settings = settings;
        this.lora = LoraConfig.of(settings.rank(), 2 * settings.rank(), TargetModules.all());
        this.assembly = new EngineAssembly(spec(threads));
        this.runner = assembly.runner();
    }

    private EngineSpec spec(int threads) {
        int pages = POOL_SEQUENCES * (settings.context() + PAGE_TOKENS - 1) / PAGE_TOKENS;
        return new EngineSpec(
                settings.model().folder(),
                "base",
                List.of(),
                Optional.of(new EngineSpec.Job(
                        JOB, Optional.of(lora), settings.samples().max(), 1, settings.seed())),
                scheduler(new Policy.CoServing(), new Slo(1L << 50, 1L << 50)),
                Optional.of(settings.context()),
                pages,
                256,
                threads);
    }

    private static SchedulerSettings scheduler(Policy policy, Slo slo) {
        return new SchedulerSettings(SLOTS, SEQUENCES, QUEUE, policy, slo);
    }

    ModelConfig config() {
        return assembly.config();
    }

    ProductCount products() {
        return ProductCount.of(assembly.model().program());
    }

    /** Plays a trace under a policy with a new engine over the same weights. */
    DeviceOutcome run(Policy policy, Slo slo, Role role, Trace trace) {
        EngineSettings as = assembly.settings();
        RealTime time = new RealTime();
        CoServingEngine engine = new CoServingEngine(
                new EngineSettings(
                        as.model(),
                        scheduler(policy, slo),
                        as.adapters(),
                        as.target(),
                        as.copies(),
                        as.seed(),
                        as.jobs()),
                runner,
                time.clock());
        if (profile.isEmpty()) {
            engine.warmUp();
            profile = engine.profile();
        } else {
            engine.start(profile);
        }
        float[] weights = Adapters.initial(Adapters.shape(assembly.config(), lora), settings.seed());
        engine.install(new AdapterVersion(JOB, 0), weights, TrainingService.Visibility.PUBLISHED);
        SplittableRandom random = new SplittableRandom(settings.seed());
        SplittableRandom samples = random.split();
        Optional<TrainingSupply> supply = role == Role.SERVES
                ? Optional.empty()
                : Optional.of(new TrainingSupply(engine, JOB, () -> sample(samples)));
        return new DeviceRun(engine, time, supply, arrival -> request(arrival, random)).run(trace);
    }

    private PackedSequence sample(SplittableRandom random) {
        int length = settings.samples().draw(random);
        int[] ids = random.ints(length, 0, assembly.config().vocabSize()).toArray();
        int[] labels = Arrays.copyOfRange(ids, 1, length + 1);
        labels[length - 1] = PackedSequence.IGNORED;
        return new PackedSequence(ids, labels, new int[length]);
    }

    private GenerationRequest request(Arrival arrival, SplittableRandom random) {
        int[] prompt = random.ints(arrival.promptTokens(), 0, assembly.config().vocabSize())
                .toArray();
        return new GenerationRequest(JOB, prompt, arrival.outputTokens(), SamplingParams.greedy(), Set.of());
    }

    @Override
    public void close() {
        runner.close();
    }
}
