package dev.braid.jobs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.files.HfFolder;
import dev.braid.ops.sampling.SamplingParams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests beside full-parameter training, where one version in two is published: each answer is that of one published
 * model, whatever training does meanwhile, and gradients are those of training alone.
 */
class FullTrainingServeTest {
    private static final int STEPS = 12;

    @TempDir
    Path folder;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<Asked> asked = new ArrayList<>();

    /** Engines of published models, each alone. */
    private final Map<Integer, CoServingEngine> published = new HashMap<>();

    /** @param newest published when it was asked */
    private record Asked(GenerationRequest request, Collected answer, long newest) {}

    @Test
    void answersAreOfPublishedModelsAndGradientsOfTheModelInTraining() {
        for (int step = 0; step < STEPS; step++) {
            TinyModel.write(folder.resolve("" + step), 1 + step);
        }
        List<List<PackedSequence>> leases = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            leases.add(List.of(sample(), sample()));
        }

        CoServingEngine busy = engine(0, 2);
        List<LeafResult> beside = run(busy, leases, this::submitOftenEnough);
        CoServingEngine quiet = engine(0, 0);
        List<LeafResult> alone = run(quiet, leases, engine -> {});

        assertEquals(2 * STEPS, beside.size());
        for (int i = 0; i < alone.size(); i++) {
            assertEquals(alone.get(i).lossSum(), beside.get(i).lossSum(), "leaf " + i + ", seed " + seed);
            assertArrayEquals(alone.get(i).gradient(), beside.get(i).gradient(), "leaf " + i + ", seed " + seed);
        }
        assertTrue(asked.size() > STEPS, "few requests, seed " + seed);
        asked.forEach(this::compareWithPublished);
        published.values().forEach(CoServingEngine::close);
    }

    private CoServingEngine engine(int model, int liveVersions) {
        EngineSpec.Job job = new EngineSpec.Job("job", Optional.empty(), 64, liveVersions, 5);
        CoServingEngine engine = new EngineAssembly(
                        TinyModel.spec(folder.resolve("" + model), Optional.of(job), TinyModel.patient()))
                .open(System::nanoTime);
        engine.warmUp();
        return engine;
    }

    /** Trains one lease on each version; even ones are published. */
    private List<LeafResult> run(
            CoServingEngine engine, List<List<PackedSequence>> leases, Consumer<CoServingEngine> beside) {
        List<LeafResult> results = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            float[] weights = BaseParameters.read(HfFolder.open(folder.resolve("" + step)));
            engine.install(
                    new AdapterVersion("job", step),
                    weights,
                    step % 2 == 0 ? TrainingService.Visibility.PUBLISHED : TrainingService.Visibility.TRAINING_ONLY);
            CompletableFuture<Void> lease = engine.train(
                    new TrainingLease("job", step + 1, step, 0, leases.get(step), TrainingLease.Purpose.TRAIN),
                    results::add);
            while (!lease.isDone()) {
                beside.accept(engine);
                engine.step();
            }
            lease.join();
        }
        while (engine.step() == CoServingEngine.Progress.WORKED) {}
        engine.checkIntegrity();
        engine.close();
        return results;
    }

    private void submitOftenEnough(CoServingEngine engine) {
        if (random.nextInt(2) == 0 || engine.status().waiting() > 3) {
            return;
        }
        GenerationRequest request = new GenerationRequest(
                engine.models().get(0).name(),
                random.ints(1 + random.nextInt(30), 0, 97).toArray(),
                1 + random.nextInt(60),
                SamplingParams.greedy(),
                Set.of());
        Collected answer = new Collected();
        asked.add(new Asked(request, answer, engine.models().get(0).version().orElse(0)));
        engine.submit(request, answer);
    }

    private void compareWithPublished(Asked one) {
        assertTrue(one.answer().isOver(), "seed " + seed);
        List<List<Integer>> expected = new ArrayList<>();
        for (long step = one.newest(); step < STEPS; step += 2) {
            CoServingEngine alone = published.computeIfAbsent((int) step, model -> engine(model, 0));
            Collected answer = new Collected();
            alone.submit(one.request(), answer);
            while (!answer.isOver()) {
                alone.step();
            }
            expected.add(answer.ids());
        }
        assertTrue(
                expected.contains(one.answer().ids()),
                one.answer().ids() + " is none of " + expected + ", seed " + seed);
    }

    private PackedSequence sample() {
        int[] ids = random.ints(8 + random.nextInt(57), 0, 97).toArray();
        return new PackedSequence(ids, ids, new int[ids.length]);
    }
}
