package dev.braid.jobs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.files.ModelConfig;
import dev.braid.ops.sampling.SamplingParams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine on a random decoder, driven by hand: what stands beside a request or a sample changes nothing. */
class CoServingEngineTest {
    @TempDir
    static Path folder;

    private static final EngineSpec.Job JOB = new EngineSpec.Job("mate", Optional.of(TinyModel.lora()), 64, 2, 5);

    @BeforeAll
    static void write() {
        TinyModel.write(folder, 3);
    }

    private static CoServingEngine engine(Optional<EngineSpec.Job> job, SchedulerSettings scheduler) {
        CoServingEngine engine = new EngineAssembly(TinyModel.spec(folder, job, scheduler)).open(System::nanoTime);
        engine.warmUp();
        return engine;
    }

    private static GenerationRequest request(String model, Random random, int tokens) {
        int[] prompt = random.ints(1 + random.nextInt(30), 0, 97).toArray();
        return new GenerationRequest(model, prompt, tokens, SamplingParams.greedy(), Set.of());
    }

    private static void drain(CoServingEngine engine) {
        for (int i = 0; i < 10_000; i++) {
            if (engine.step() != CoServingEngine.Progress.WORKED) {
                return;
            }
        }
        throw new AssertionError("the engine does not come to rest");
    }

    private static List<Integer> alone(GenerationRequest request) {
        CoServingEngine engine = engine(Optional.empty(), TinyModel.patient());
        Collected collected = new Collected();
        engine.submit(request, collected);
        drain(engine);
        assertEquals(FinishReason.LENGTH, collected.finished);
        engine.close();
        return collected.ids();
    }

    private static PackedSequence sample(Random random, int length) {
        int[] ids = random.ints(length, 0, 97).toArray();
        int[] labels = new int[length];
        int[] start = new int[length];
        int second = length / 3;
        for (int t = 0; t < length; t++) {
            start[t] = t < second ? 0 : second;
            boolean last = t + 1 == length || t + 1 == second;
            labels[t] = last || random.nextInt(4) == 0 ? PackedSequence.IGNORED : ids[t + 1];
        }
        return new PackedSequence(ids, labels, start);
    }

    private static float[] weights(CoServingEngine engine, long seed) {
        float[] weights =
                Adapters.initial(Adapters.shape(ModelConfig.parse("tiny", TinyModel.CONFIG), TinyModel.lora()), seed);
        Random random = new Random(seed);
        for (int i = 0; i < weights.length; i++) {
            weights[i] += (float) (0.05 * random.nextGaussian());
        }
        return weights;
    }

    private static List<LeafResult> train(CoServingEngine engine, float[] weights, List<PackedSequence> leaves) {
        engine.install(new AdapterVersion("mate", 0), weights, TrainingService.Visibility.PUBLISHED);
        List<LeafResult> results = new ArrayList<>();
        TrainingLease lease = new TrainingLease("mate", 1, 0, 0, leaves, TrainingLease.Purpose.TRAIN);
        CompletableFuture<Void> done = engine.train(lease, results::add);
        drain(engine);
        done.join();
        return results;
    }

    @Test
    void requestsAndTrainingSideBySideGiveTheBitsOfEachAlone() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<PackedSequence> leaves = List.of(sample(random, 40), sample(random, 17), sample(random, 64));
        CoServingEngine solo = engine(Optional.of(JOB), TinyModel.patient());
        float[] weights = weights(solo, seed);
        List<LeafResult> expected = train(solo, weights, leaves);
        solo.close();

        CoServingEngine busy = engine(Optional.of(JOB), TinyModel.scheduler(11, Slo.ofMillis(0.4, 100_000)));
        busy.install(new AdapterVersion("mate", 0), weights, TrainingService.Visibility.PUBLISHED);
        List<LeafResult> results = new ArrayList<>();
        busy.train(new TrainingLease("mate", 1, 0, 0, leaves, TrainingLease.Purpose.TRAIN), results::add);
        List<GenerationRequest> requests = new ArrayList<>();
        List<Collected> answers = new ArrayList<>();
        while (results.size() < leaves.size()) {
            if (random.nextInt(2) == 0 && requests.size() < 25) {
                requests.add(request("tiny", random, 1 + random.nextInt(20)));
                answers.add(new Collected());
                busy.submit(requests.get(requests.size() - 1), answers.get(answers.size() - 1));
            }
            busy.step();
        }
        drain(busy);
        busy.checkIntegrity();
        assertTrue(requests.size() > 2, "seed " + seed + ": no request ran beside training");
        for (int i = 0; i < leaves.size(); i++) {
            assertEquals(expected.get(i).lossSum(), results.get(i).lossSum(), "loss of leaf " + i + ", seed " + seed);
            assertArrayEquals(
                    expected.get(i).gradient(), results.get(i).gradient(), "gradient of leaf " + i + ", seed " + seed);
        }
        for (int i = 0; i < requests.size(); i++) {
            assertEquals(alone(requests.get(i)), answers.get(i).ids(), "request " + i + ", seed " + seed);
        }
        busy.close();
    }

    @Test
    void aSequenceKeepsTheVersionItBeganWith() {
        Random random = new Random(11);
        CoServingEngine engine = engine(Optional.of(JOB), TinyModel.patient());
        float[] first = weights(engine, 1);
        float[] second = weights(engine, 2);
        GenerationRequest request = request("mate", random, 30);
        engine.install(new AdapterVersion("mate", 1), first, TrainingService.Visibility.PUBLISHED);
        engine.step();
        Collected undisturbed = new Collected();
        engine.submit(request, undisturbed);
        drain(engine);
        Collected before = new Collected();
        engine.submit(request, before);
        engine.step();
        engine.step();
        engine.install(new AdapterVersion("mate", 2), second, TrainingService.Visibility.PUBLISHED);
        Collected after = new Collected();
        engine.step();
        engine.submit(request, after);
        drain(engine);
        assertEquals(undisturbed.ids(), before.ids());
        assertEquals(Optional.of(new AdapterVersion("mate", 1)), before.version);
        assertEquals(Optional.of(new AdapterVersion("mate", 2)), after.version);
        assertTrue(!before.ids().equals(after.ids()), "the second version answers like the first");
        assertEquals(2, engine.models().get(1).version().orElseThrow());
        engine.checkIntegrity();
        engine.close();
    }

    @Test
    void cancellingEndsWithinAStepAndFreesEverything() {
        CoServingEngine engine = engine(Optional.empty(), TinyModel.patient());
        Collected collected = new Collected();
        GenerationHandle handle = engine.submit(request("tiny", new Random(1), 90), collected);
        engine.step();
        engine.step();
        int tokens = collected.tokens.size();
        handle.cancel();
        engine.step();
        assertEquals(FinishReason.CANCELLED, collected.finished);
        assertEquals(tokens, collected.tokens.size());
        engine.checkIntegrity();
        engine.close();
    }

    @Test
    void stopTokensEndAGenerationAndAreNotPartOfIt() {
        Random random = new Random(5);
        GenerationRequest free = request("tiny", random, 20);
        List<Integer> ids = alone(free);
        int stop = ids.get(7);
        CoServingEngine engine = engine(Optional.empty(), TinyModel.patient());
        Collected collected = new Collected();
        engine.submit(
                new GenerationRequest("tiny", free.prompt(), 20, SamplingParams.greedy(), Set.of(stop)), collected);
        drain(engine);
        assertEquals(FinishReason.STOP, collected.finished);
        assertEquals(ids.subList(0, ids.indexOf(stop)), collected.ids());
        engine.close();
    }

    @Test
    void refusesWhatItCannotServeAndNamesTheBound() {
        CoServingEngine engine = engine(Optional.empty(), TinyModel.patient());
        int[] prompt = new int[100];
        GenerationRequest tooLong = new GenerationRequest("tiny", prompt, 29, SamplingParams.greedy(), Set.of());
        RequestRejectedException length =
                assertThrows(RequestRejectedException.class, () -> engine.submit(tooLong, new Collected()));
        assertEquals(RequestRejectedException.Reason.CONTEXT_EXCEEDED, length.reason());
        assertTrue(length.getMessage().contains("100") && length.getMessage().contains("128"), length.getMessage());
        RequestRejectedException model = assertThrows(
                RequestRejectedException.class,
                () -> engine.submit(request("nobody", new Random(1), 3), new Collected()));
        assertEquals(RequestRejectedException.Reason.UNKNOWN_MODEL, model.reason());
        assertTrue(model.getMessage().contains("nobody"), model.getMessage());
        prompt[3] = 97;
        GenerationRequest outside = new GenerationRequest("tiny", prompt, 2, SamplingParams.greedy(), Set.of());
        assertTrue(assertThrows(RequestRejectedException.class, () -> engine.submit(outside, new Collected()))
                .getMessage()
                .contains("97"));
        engine.close();
    }

    @Test
    void aListenerThatThrowsCostsItsOwnSequenceAlone() {
        Random random = new Random(9);
        CoServingEngine engine = engine(Optional.empty(), TinyModel.patient());
        GenerationRequest good = request("tiny", random, 12);
        engine.submit(request("tiny", random, 12), new GenerationListener() {
            @Override
            public void onStart(Optional<AdapterVersion> adapter) {}

            @Override
            public void onToken(GeneratedToken token) {
                throw new IllegalStateException("a listener's bug");
            }

            @Override
            public void onFinish(FinishReason reason) {}

            @Override
            public void onError(RuntimeException cause) {}
        });
        Collected collected = new Collected();
        engine.submit(good, collected);
        drain(engine);
        assertEquals(alone(good), collected.ids());
        engine.checkIntegrity();
        engine.close();
    }

    @Test
    void evaluationGivesTheLossOfTrainingWithoutItsGradient() {
        Random random = new Random(21);
        List<PackedSequence> leaves = List.of(sample(random, 33));
        CoServingEngine engine = engine(Optional.of(JOB), TinyModel.patient());
        float[] weights = weights(engine, 4);
        LeafResult trained = train(engine, weights, leaves).get(0);
        List<LeafResult> evaluated = new ArrayList<>();
        engine.train(new TrainingLease("mate", 1, 0, 0, leaves, TrainingLease.Purpose.EVALUATE), evaluated::add);
        drain(engine);
        assertEquals(trained.lossSum(), evaluated.get(0).lossSum());
        assertEquals(leaves.get(0).targets(), evaluated.get(0).targets());
        assertEquals(0, evaluated.get(0).gradient().length);
        engine.close();
    }

    @Test
    void aLeaseOfAnUnknownVersionFailsAndTheNextOneRuns() {
        Random random = new Random(2);
        CoServingEngine engine = engine(Optional.of(JOB), TinyModel.patient());
        List<PackedSequence> leaves = List.of(sample(random, 20));
        CompletableFuture<Void> unknown =
                engine.train(new TrainingLease("mate", 8, 7, 0, leaves, TrainingLease.Purpose.TRAIN), leaf -> {});
        assertEquals(1, train(engine, weights(engine, 1), leaves).size());
        CompletionException failure = assertThrows(CompletionException.class, unknown::join);
        assertTrue(failure.getMessage().contains("version 7 of mate is not installed"), failure.getMessage());
        engine.close();
    }

    @Test
    void gradientOfALeafAgreesWithFiniteDifferences() {
        Random random = new Random(13);
        List<PackedSequence> leaves = List.of(sample(random, 24));
        CoServingEngine engine = engine(Optional.of(JOB), TinyModel.patient());
        float[] weights = weights(engine, 6);
        float[] gradient = train(engine, weights, leaves).get(0).gradient();
        double scale = 0;
        for (float g : gradient) {
            scale = Math.max(scale, Math.abs(g));
        }
        for (int probe = 0; probe < 20; probe++) {
            int at = random.nextInt(weights.length);
            float step = 1e-2f;
            double up = lossAt(engine, weights, at, step, leaves, 2 * probe + 1);
            double down = lossAt(engine, weights, at, -step, leaves, 2 * probe + 2);
            assertEquals((up - down) / (2 * step), gradient[at], 2e-2 * scale, "parameter " + at);
        }
        engine.close();
    }

    private static double lossAt(
            CoServingEngine engine, float[] weights, int at, float change, List<PackedSequence> leaves, long version) {
        float[] moved = Arrays.copyOf(weights, weights.length);
        moved[at] += change;
        engine.install(new AdapterVersion("mate", version), moved, TrainingService.Visibility.TRAINING_ONLY);
        List<LeafResult> result = new ArrayList<>();
        engine.train(
                new TrainingLease("mate", version, version, 0, leaves, TrainingLease.Purpose.EVALUATE), result::add);
        drain(engine);
        return result.get(0).lossSum();
    }
}
