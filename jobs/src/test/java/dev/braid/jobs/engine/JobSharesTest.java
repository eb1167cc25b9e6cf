package dev.braid.jobs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.sched.Slo;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.LoraScaling;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import dev.braid.ops.sampling.SamplingParams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several finetuning jobs on one engine, beside requests: each gets its share, and the gradients that it gets alone. */
class JobSharesTest {
    private static final int MANY = 240;
    private static final int COMPARED = 12;
    private static final int LONGEST = 32;
    private static final LoraConfig LORA =
            new LoraConfig(4, 8, LoraScaling.BY_RANK, 0.1, TargetModules.all(), Map.of(), Map.of(), "tiny");

    @TempDir
    static Path folder;

    private static ModelConfig config;

    private final long seed = new Random().nextLong();

    @BeforeAll
    static void write() {
        config = TinyModel.write(folder, 3);
    }

    private static EngineSpec.Job job(String name, long seed, double weight) {
        return new EngineSpec.Job(name, Optional.of(LORA), LONGEST, 1, seed, weight);
    }

    private static EngineSpec spec(List<EngineSpec.Job> jobs) {
        return new EngineSpec(
                folder,
                "tiny",
                List.of(),
                jobs,
                TinyModel.scheduler(32, Slo.ofMillis(2, 1e6)),
                Optional.empty(),
                64,
                64,
                1);
    }

    private static CoServingEngine open(EngineSpec.Job... jobs) {
        CoServingEngine engine = new EngineAssembly(spec(List.of(jobs))).open(System::nanoTime);
        engine.warmUp();
        return engine;
    }

    /** A job that always has two sequences waiting, the same ones whoever runs beside it. */
    private final class Supply {
        private final String name;
        private final Random random;
        private final CoServingEngine engine;
        private final List<LeafResult> results = new ArrayList<>();
        private int sent;
        private long tokens;

        Supply(CoServingEngine engine, String name) {
            this.name = name;
            this.random = new Random(seed + name.hashCode());
            this.engine = engine;
            float[] weights = Adapters.initial(Adapters.shape(config, LORA), random.nextLong());
            for (int i = 0; i < weights.length; i++) {
                weights[i] += (float) (0.1 * random.nextGaussian());
            }
            engine.install(new AdapterVersion(name, 0), weights, TrainingService.Visibility.PUBLISHED);
            engine.step();
        }

        void fill() {
            while (sent < results.size() + 2) {
                int[] ids = random.ints(1 + random.nextInt(LONGEST), 0, 97).toArray();
                PackedSequence sequence = new PackedSequence(ids, ids, new int[ids.length]);
                TrainingLease lease =
                        new TrainingLease(name, 1 + sent, 0, sent, List.of(sequence), TrainingLease.Purpose.TRAIN);
                sent++;
                engine.train(lease, leaf -> {
                    results.add(leaf);
                    tokens += ids.length;
                });
            }
        }
    }

    /** Trains so many sequences, requests beside; returns the tokens that each job has trained meanwhile. */
    private long[] train(CoServingEngine engine, List<Supply> busy, int sequences) {
        long[] before = busy.stream().mapToLong(supply -> supply.tokens).toArray();
        int already = busy.stream().mapToInt(supply -> supply.results.size()).sum();
        int[] prompt = {3, 4, 5};
        while (busy.stream().mapToInt(supply -> supply.results.size()).sum() < already + sequences) {
            busy.forEach(Supply::fill);
            if (engine.status().running() + engine.status().waiting() == 0) {
                String model = busy.get(0).name;
                engine.submit(
                        new GenerationRequest(model, prompt, 20, SamplingParams.greedy(), Set.of()), new Collected());
            }
            engine.step();
        }
        long[] trained = new long[before.length];
        for (int i = 0; i < trained.length; i++) {
            trained[i] = busy.get(i).tokens - before[i];
        }
        return trained;
    }

    private void assertShares(long[] trained, double... weights) {
        double tokens = 0;
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            tokens += trained[i];
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            double share = weights[i] / sum;
            assertEquals(share, trained[i] / tokens, 0.1 * share, "share of job " + i + ", seed " + seed);
        }
    }

    @Test
    void jobsGetTheirSharesAndThatOfOneThatEndsGoesToTheOthers() {
        CoServingEngine engine = open(job("one", 11, 1), job("three", 12, 3), job("brief", 13, 4));
        Supply one = new Supply(engine, "one");
        Supply three = new Supply(engine, "three");
        Supply brief = new Supply(engine, "brief");
        assertShares(train(engine, List.of(one, three, brief), 2 * MANY), 1, 3, 4);
        while (brief.results.size() < brief.sent) {
            train(engine, List.of(one, three), 1);
        }
        assertShares(train(engine, List.of(one, three), MANY), 1, 3);
        assertTrue(engine.status().generatedTokens() > 0, "no request ran beside");
        engine.close();
        compareAlone(one, job("one", 11, 1));
        compareAlone(three, job("three", 12, 3));
        compareAlone(brief, job("brief", 13, 4));
    }

    private void compareAlone(Supply beside, EngineSpec.Job job) {
        CoServingEngine engine = open(job);
        Supply alone = new Supply(engine, job.adapter());
        while (alone.results.size() < COMPARED) {
            alone.fill();
            engine.step();
        }
        for (int i = 0; i < COMPARED; i++) {
            String at = "leaf " + i + " of " + job.adapter() + ", seed " + seed;
            assertEquals(alone.results.get(i).leaf(), beside.results.get(i).leaf(), at);
            assertEquals(alone.results.get(i).lossSum(), beside.results.get(i).lossSum(), at);
            assertArrayEquals(
                    alone.results.get(i).gradient(), beside.results.get(i).gradient(), at);
        }
        engine.close();
    }

    @Test
    void jobsOfOneEngineMustBeOfOneKind() {
        EngineSpec.Job job = job("one", 1, 1);
        assertRefused("different names", List.of(job, job("one", 2, 3)));
        assertRefused(
                "sampleTokens of job 'two' is 16, that of 'one' is 32",
                List.of(job, new EngineSpec.Job("two", Optional.of(LORA), 16, 1, 1, 1)));
        assertRefused(
                "adapter configuration of job 'two'",
                List.of(job, new EngineSpec.Job("two", Optional.of(TinyModel.lora()), LONGEST, 1, 1, 1)));
        EngineSpec.Job full = new EngineSpec.Job("all", Optional.empty(), LONGEST, 1, 1, 1);
        EngineSpec.Job other = new EngineSpec.Job("other", Optional.empty(), LONGEST, 1, 1, 1);
        assertRefused("one job alone", List.of(full, other));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> job("one", 1, 0))
                .getMessage()
                .contains("weight of job 'one' is 0.0"));
    }

    private static void assertRefused(String message, List<EngineSpec.Job> jobs) {
        String refused =
                assertThrows(IllegalArgumentException.class, () -> spec(jobs)).getMessage();
        assertTrue(refused.contains(message), refused);
    }
}
