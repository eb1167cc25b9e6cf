package dev.braid.jobs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.adapter.SlotLayout;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.ops.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Random arrivals, cancellations, leases, abandonments and new versions against {@link FakeModel}: whatever runs beside
 * it, each request and each leaf gives what it gives alone, everything is answered, and nothing leaks.
 */
class EngineModelTest {
    private static final long SEED = 9;
    private static final List<String> POLICIES =
            List.of("co-serving", "co-serving", "training-first", "temporal-1", "temporal-7", "dynamic-temporal");

    private record Asked(GenerationRequest request, Collected answer, GenerationHandle handle, long newest) {}

    private record Leased(TrainingLease lease, List<LeafResult> results, CompletableFuture<Void> done) {}

    private final List<Asked> asked = new ArrayList<>();
    private final List<Leased> leased = new ArrayList<>();
    private final Set<Long> published = new HashSet<>();
    private final Set<Leased> abandoned = new HashSet<>();
    private final List<CompletableFuture<Void>> installs = new ArrayList<>();
    private EngineSettings.TrainingTarget target;
    private long version;
    private long newest;

    private CoServingEngine engine(Random random) {
        int batch = 6 + random.nextInt(30);
        SchedulerSettings scheduler = new SchedulerSettings(
                batch,
                1 + random.nextInt(Math.min(5, batch - 2)),
                8,
                Policy.of(POLICIES.get(random.nextInt(POLICIES.size()))),
                new Slo(1_000 + random.nextInt(60_000), random.nextBoolean() ? 1L << 50 : 100_000));
        SlotLayout slots =
                new SlotLayout(List.of("mate"), 1 + random.nextInt(3), List.of(new SlotLayout.Loaded("poet", 2)));
        target = EngineSettings.TrainingTarget.values()[random.nextInt(2)];
        boolean full = target == EngineSettings.TrainingTarget.BASE_MODEL;
        EngineSettings settings = new EngineSettings(
                "fake",
                scheduler,
                full ? new SlotLayout(List.of(), 0, slots.loaded()) : slots,
                target,
                full ? 2 + random.nextInt(2) : 1,
                SEED,
                List.of());
        FakeStepRunner runner = new FakeStepRunner();
        CoServingEngine engine = new CoServingEngine(settings, runner, runner::now);
        engine.load(new AdapterVersion("poet", 0), FakeModel.weights(poetry(0)));
        engine.warmUp();
        return engine;
    }

    @RepeatedTest(80)
    void everythingGivesWhatItGivesAlone() {
        long seed = new Random().nextLong();
        run(seed);
        String at = "seed " + seed;
        asked.forEach(one -> checkRequest(one, at + ", " + target));
        leased.forEach(one -> checkLease(one, at));
        installs.forEach(done -> assertTrue(done.isDone(), "an installation was not answered, " + at));
        installs.forEach(done -> assertDoesNotThrow(done::join, at));
        assertTrue(asked.size() > 20 && leased.size() > 5, "too little happened, " + at);
    }

    @Test
    void theSameEventsGiveTheSameCourse() {
        List<Ledger.Step> first = run(77);
        EngineModelTest again = new EngineModelTest();
        assertEquals(first, again.run(77));
        assertEquals(asked.size(), again.asked.size());
        IntStream.range(0, asked.size())
                .forEach(i -> assertEquals(
                        asked.get(i).answer().ids(), again.asked.get(i).answer().ids()));
    }

    private List<Ledger.Step> run(long seed) {
        Random random = new Random(seed);
        CoServingEngine engine = engine(random);
        install(engine, TrainingService.Visibility.PUBLISHED);
        engine.step();
        for (int i = 0; i < 500; i++) {
            event(engine, random);
            if (random.nextInt(4) > 0) {
                assertTrue(engine.step() != CoServingEngine.Progress.STOPPED, "the engine failed, seed " + seed);
            }
        }
        int steps = 0;
        while (engine.step() == CoServingEngine.Progress.WORKED) {
            assertTrue(steps++ < 20_000, "the engine does not come to rest, seed " + seed);
        }
        assertEquals(EngineStatus.Readiness.READY, engine.status().ready(), "the engine failed, seed " + seed);
        assertEquals(0, engine.status().waiting(), "seed " + seed);
        engine.checkIntegrity();
        return engine.ledger().steps();
    }

    private void event(CoServingEngine engine, Random random) {
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> submit(engine, random);
            case 3 -> {
                if (!asked.isEmpty()) {
                    asked.get(random.nextInt(asked.size())).handle().cancel();
                }
            }
            case 4, 5 -> lease(engine, random);
            case 7 -> replace(engine, random);
            case 6 -> {
                if (random.nextInt(3) == 0 && !leased.isEmpty()) {
                    Leased one = leased.get(random.nextInt(leased.size()));
                    abandoned.add(one);
                    engine.abandon(one.lease());
                }
            }
            default ->
                install(
                        engine,
                        random.nextBoolean()
                                ? TrainingService.Visibility.PUBLISHED
                                : TrainingService.Visibility.TRAINING_ONLY);
        }
    }

    private void submit(CoServingEngine engine, Random random) {
        String trained = target == EngineSettings.TrainingTarget.ADAPTER ? "mate" : "fake";
        String model = List.of("fake", trained, "poet", "poet@0").get(random.nextInt(4));
        int[] prompt =
                random.ints(1 + random.nextInt(20), 0, FakeModel.VOCABULARY).toArray();
        Set<Integer> stop = random.nextInt(3) == 0 ? Set.of(random.nextInt(FakeModel.VOCABULARY)) : Set.of();
        GenerationRequest request =
                new GenerationRequest(model, prompt, 1 + random.nextInt(20), SamplingParams.greedy(), stop);
        Collected answer = new Collected();
        try {
            asked.add(new Asked(request, answer, engine.submit(request, answer), newest));
        } catch (RequestRejectedException e) {
            boolean gone = e.reason() == RequestRejectedException.Reason.UNKNOWN_MODEL && model.equals("poet@0");
            assertTrue(gone || e.reason() == RequestRejectedException.Reason.OVERLOADED, e.getMessage());
        }
    }

    private void lease(CoServingEngine engine, Random random) {
        List<PackedSequence> leaves = IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> sample(random))
                .toList();
        TrainingLease.Purpose purpose =
                random.nextInt(4) == 0 ? TrainingLease.Purpose.EVALUATE : TrainingLease.Purpose.TRAIN;
        TrainingLease lease = new TrainingLease("mate", version + 1, version, 4 * random.nextInt(5), leaves, purpose);
        List<LeafResult> results = new ArrayList<>();
        leased.add(new Leased(lease, results, engine.train(lease, results::add)));
    }

    private static PackedSequence sample(Random random) {
        int length = 1 + random.nextInt(24);
        int[] start = new int[length];
        for (int t = 1; t < length; t++) {
            start[t] = random.nextInt(6) == 0 ? t : start[t - 1];
        }
        return new PackedSequence(
                random.ints(length, 0, FakeModel.VOCABULARY).toArray(),
                random.ints(length, 0, FakeModel.VOCABULARY).toArray(),
                start);
    }

    private void install(CoServingEngine engine, TrainingService.Visibility visibility) {
        version++;
        CompletableFuture<Void> done =
                engine.install(new AdapterVersion("mate", version), FakeModel.weights(version), visibility);
        installs.add(done);
        if (visibility == TrainingService.Visibility.PUBLISHED) {
            long step = version;
            published.add(step);
            done.thenRun(() -> newest = Math.max(
                    newest,
                    engine.models().stream()
                            .filter(model -> model.training() == ServedModel.Training.IN_TRAINING)
                            .flatMapToLong(model -> model.version().stream())
                            .max()
                            .orElse(step)));
        }
    }

    /** Another version of a loaded adapter, an earlier one as well. */
    private void replace(CoServingEngine engine, Random random) {
        long step = random.nextInt(5);
        installs.add(engine.install(
                new AdapterVersion("poet", step),
                FakeModel.weights(poetry(step)),
                TrainingService.Visibility.PUBLISHED));
    }

    /** Weights of the loaded adapter are not those of the one in training. */
    private static long poetry(long step) {
        return -1 - step;
    }

    private void checkRequest(Asked one, String at) {
        Collected answer = one.answer();
        if (answer.error instanceof RequestRejectedException refused) {
            assertTrue(answer.ids().isEmpty(), at);
            boolean gone = one.request().model().equals("poet@0");
            if (refused.reason() != RequestRejectedException.Reason.UNKNOWN_MODEL || !gone) {
                assertEquals(RequestRejectedException.Reason.OVERLOADED, refused.reason(), at);
                assertTrue(refused.retryAfter().isPresent(), at);
            }
            return;
        }
        assertEquals(null, answer.error, at);
        assertTrue(answer.isOver(), "a request was not answered, " + at);
        if (target == EngineSettings.TrainingTarget.BASE_MODEL
                && one.request().model().equals("fake")) {
            checkBase(one, at);
            return;
        }
        float[] weights = answer.version
                .map(v -> FakeModel.weights(v.name().equals("poet") ? poetry(v.step()) : v.step()))
                .orElse(null);
        boolean started =
                answer.finished != FinishReason.CANCELLED || !answer.ids().isEmpty();
        if (started) {
            assertEquals(!one.request().model().equals("fake"), answer.version.isPresent(), at);
        }
        if (started && one.request().model().equals("mate")) {
            assertTrue(answer.version.orElseThrow().step() >= one.newest(), "an old version answered, " + at);
        }
        List<Integer> alone = FakeModel.generate(weights, one.request());
        if (answer.finished == FinishReason.CANCELLED) {
            assertTrue(answer.ids().size() <= alone.size(), at);
            assertEquals(alone.subList(0, answer.ids().size()), answer.ids(), at);
            return;
        }
        assertEquals(alone, answer.ids(), at);
        boolean full = alone.size() == one.request().maxTokens();
        assertEquals(full ? FinishReason.LENGTH : FinishReason.STOP, answer.finished, at);
    }

    /** All tokens of a request are of one published version, and of none older than the newest when it was asked. */
    private void checkBase(Asked one, String at) {
        List<Integer> ids = one.answer().ids();
        boolean right = LongStream.rangeClosed(one.newest(), version)
                .filter(step -> step == 0 || published.contains(step))
                .mapToObj(step -> FakeModel.generate(step == 0 ? null : FakeModel.weights(step), one.request()))
                .anyMatch(alone -> one.answer().finished == FinishReason.CANCELLED
                        ? ids.size() <= alone.size() && ids.equals(alone.subList(0, ids.size()))
                        : ids.equals(alone));
        assertTrue(right, "no published version says " + ids + ", " + at);
    }

    private void checkLease(Leased one, String at) {
        assertTrue(one.done().isDone(), "a lease was not answered, " + at);
        if (one.done().isCompletedExceptionally()) {
            Throwable cause =
                    assertThrows(RuntimeException.class, one.done()::join).getCause();
            long kept = target == EngineSettings.TrainingTarget.ADAPTER ? 1 : 0;
            boolean superseded = one.lease().version() < version - kept;
            assertTrue(superseded || abandoned.contains(one), cause + ", " + at);
        } else {
            assertEquals(one.lease().leaves().size(), one.results().size(), at);
        }
        for (int i = 0; i < one.results().size(); i++) {
            checkLeaf(one.lease(), i, one.results().get(i), at);
        }
    }

    private static void checkLeaf(TrainingLease lease, int index, LeafResult result, String at) {
        assertEquals(lease.firstLeaf() + index, result.leaf(), at);
        PackedSequence sequence = lease.leaves().get(index);
        int key = lease.purpose() == TrainingLease.Purpose.EVALUATE ? -1 : result.leaf();
        SampleInput input =
                new SampleInput(0, sequence, new int[0], 0, 0, SEED * 31 + lease.step(), key, lease.purpose());
        long[] states = FakeModel.states(FakeModel.weights(lease.version()), sequence);
        assertEquals(FakeModel.loss(states, input), result.lossSum(), at);
        float[] gradient =
                lease.purpose() == TrainingLease.Purpose.TRAIN ? FakeModel.gradient(states, input) : new float[0];
        assertArrayEquals(gradient, result.gradient(), at);
        assertEquals(sequence.targets(), result.targets(), at);
    }
}
