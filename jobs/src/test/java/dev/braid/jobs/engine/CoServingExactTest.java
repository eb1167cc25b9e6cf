package dev.braid.jobs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.files.ModelConfig;
import dev.braid.ops.sampling.SamplingParams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred random requests beside finetuning, while versions change, prefixes are found again and the pool is so
 * small that sequences lose their pages: every token and every log-probability has the bits that it has alone.
 */
class CoServingExactTest {
    private static final int REQUESTS = 200;
    private static final int VERSIONS = 6;
    private static final int MOST_STEPS = 200_000;

    @TempDir
    static Path folder;

    private static ModelConfig config;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<int[]> openings = new ArrayList<>();
    private final List<float[]> versions = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();

    private record Asked(GenerationRequest request, Collected answer) {}

    CoServingExactTest() {
        for (int i = 0; i < 3; i++) {
            openings.add(random.ints(34, 0, 97).toArray());
        }
        for (int i = 0; i < VERSIONS; i++) {
            versions.add(weights());
        }
    }

    @BeforeAll
    static void write() {
        config = TinyModel.write(folder, 3);
    }

    private float[] weights() {
        float[] weights = Adapters.initial(Adapters.shape(config, TinyModel.lora()), random.nextLong());
        for (int i = 0; i < weights.length; i++) {
            weights[i] += (float) (0.1 * random.nextGaussian());
        }
        return weights;
    }

    /** @param pages for requests */
    private static CoServingEngine engine(Policy policy, Slo slo, int pages) {
        EngineSpec.Job job = new EngineSpec.Job("mate", Optional.of(TinyModel.lora()), 64, VERSIONS, 5);
        SchedulerSettings scheduler = new SchedulerSettings(24, 8, 100, policy, slo);
        return new EngineAssembly(new EngineSpec(
                        folder, "tiny", List.of(), Optional.of(job), scheduler, Optional.empty(), pages, 64, 1))
                .open(System::nanoTime);
    }

    private GenerationRequest request(long newest) {
        int[] opening = openings.get(random.nextInt(openings.size()));
        int shared = random.nextInt(opening.length + 1);
        int[] prompt = new int[shared + 1 + random.nextInt(12)];
        System.arraycopy(opening, 0, prompt, 0, shared);
        for (int i = shared; i < prompt.length; i++) {
            prompt[i] = random.nextInt(97);
        }
        String model = switch (random.nextInt(3)) {
            case 0 -> "tiny";
            case 1 -> "mate";
            default -> "mate@" + random.nextInt((int) newest + 1);
        };
        Set<Integer> stop = random.nextInt(4) == 0 ? Set.of(random.nextInt(97)) : Set.of();
        // Targets from tight to loose, so that the training windows beside have all sizes.
        OptionalLong tpot = OptionalLong.of((long) (3e5 * Math.pow(100, random.nextDouble())));
        return new GenerationRequest(
                model, prompt, 1 + random.nextInt(80), sampling(), stop, tpot, OptionalLong.empty(), 0);
    }

    private SamplingParams sampling() {
        boolean greedy = random.nextInt(3) == 0;
        return new SamplingParams(
                greedy ? 0 : 0.3f + random.nextFloat(),
                random.nextBoolean() ? 0 : 1 + random.nextInt(60),
                random.nextBoolean() ? 1 : 0.5f + random.nextFloat() / 2,
                random.nextBoolean() ? 0 : random.nextFloat() / 10,
                random.nextBoolean() ? 1 : 0.8f + random.nextFloat() / 2,
                random.nextLong(),
                random.nextInt(7) - 1);
    }

    @Test
    void requestsBesideFinetuningGiveTheBitsThatTheyGiveAlone() {
        CoServingEngine busy = engine(new Policy.CoServing(), Slo.ofMillis(30, 1e6), 18);
        busy.warmUp();
        long newest = 0;
        busy.install(new AdapterVersion("mate", 0), versions.get(0), TrainingService.Visibility.PUBLISHED);
        busy.step();
        CompletableFuture<Void> lease = train(busy, newest);
        for (int step = 0; asked.size() < REQUESTS || !over(); step++) {
            assertTrue(step < MOST_STEPS, "the requests do not come to an end, seed " + seed);
            if (asked.size() < REQUESTS && busy.status().waiting() < 20) {
                asked.add(new Asked(request(newest), new Collected()));
                Asked last = asked.get(asked.size() - 1);
                busy.submit(last.request(), last.answer());
            }
            busy.step();
            if (lease.isDone()) {
                lease.join();
                if (newest + 1 < VERSIONS && asked.size() > (newest + 1) * REQUESTS / VERSIONS) {
                    newest++;
                    busy.install(
                            new AdapterVersion("mate", newest),
                            versions.get((int) newest),
                            TrainingService.Visibility.PUBLISHED);
                    busy.step();
                }
                lease = train(busy, newest);
            }
        }
        EngineStatus status = busy.status();
        assertTrue(status.preemptions() > 5, status.preemptions() + " evictions, seed " + seed);
        assertTrue(status.reusedTokens() > 200, status.reusedTokens() + " tokens reused, seed " + seed);
        assertTrue(status.trainBackwardTokens() > 1_000, "too little was trained, seed " + seed);
        assertEquals(VERSIONS - 1, newest, "versions published while requests ran, seed " + seed);
        busy.close();
        asked.forEach(this::compareAlone);
    }

    private boolean over() {
        return asked.stream().allMatch(one -> one.answer().isOver());
    }

    private CompletableFuture<Void> train(CoServingEngine engine, long version) {
        List<PackedSequence> leaves = List.of(sample(), sample());
        return engine.train(
                new TrainingLease("mate", version + 1, version, 0, leaves, TrainingLease.Purpose.TRAIN), leaf -> {});
    }

    private PackedSequence sample() {
        int[] ids = random.ints(8 + random.nextInt(57), 0, 97).toArray();
        return new PackedSequence(ids, ids, new int[ids.length]);
    }

    /** In an engine that does nothing else and never did. */
    private void compareAlone(Asked one) {
        CoServingEngine alone = engine(new Policy.InferenceOnly(), Slo.ofMillis(1e5, 1e6), 64);
        String model = "tiny";
        if (one.answer().version.isPresent()) {
            AdapterVersion version = one.answer().version.get();
            model = version.toString();
            alone.install(version, versions.get((int) version.step()), TrainingService.Visibility.PUBLISHED);
            alone.step();
        }
        GenerationRequest request = one.request();
        Collected expected = new Collected();
        alone.submit(
                new GenerationRequest(
                        model, request.prompt(), request.maxTokens(), request.sampling(), request.stopIds()),
                expected);
        while (!expected.isOver()) {
            alone.step();
        }
        String at = request + ", seed " + seed;
        assertEquals(0, alone.status().preemptions() + alone.status().reusedTokens(), at);
        assertEquals(bits(expected), bits(one.answer()), at);
        assertEquals(expected.finished, one.answer().finished, at);
        alone.checkIntegrity();
        alone.close();
    }

    private static List<Integer> bits(Collected answer) {
        List<Integer> bits = new ArrayList<>();
        for (GeneratedToken token : answer.tokens) {
            bits.add(token.id());
            bits.add(Float.floatToIntBits(token.logprob()));
            for (GeneratedToken.Alternative other : token.top()) {
                bits.add(other.id());
                bits.add(Float.floatToIntBits(other.logprob()));
            }
        }
        return bits;
    }

    @Test
    void aPoolThatRunsOutCostsTimeAndNotAToken() {
        for (int i = 0; i < 12; i++) {
            asked.add(new Asked(
                    new GenerationRequest(
                            "tiny", random.ints(20, 0, 97).toArray(), 60, SamplingParams.greedy(), Set.of()),
                    new Collected()));
        }
        List<List<Integer>> roomy = answers(64);
        List<List<Integer>> scarce = answers(11);
        assertEquals(roomy, scarce, "seed " + seed);
    }

    private List<List<Integer>> answers(int pages) {
        CoServingEngine engine = engine(new Policy.CoServing(), Slo.ofMillis(1e5, 1e6), pages);
        List<Collected> answers = new ArrayList<>();
        for (Asked one : asked) {
            answers.add(new Collected());
            engine.submit(one.request(), answers.get(answers.size() - 1));
        }
        while (!answers.stream().allMatch(Collected::isOver)) {
            engine.step();
        }
        boolean scarce = pages < 64;
        assertEquals(scarce, engine.status().preemptions() > 0, engine.status() + ", seed " + seed);
        engine.checkIntegrity();
        engine.close();
        return answers.stream().map(CoServingExactTest::bits).toList();
    }
}
