package dev.braid.jobs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However an engine or a piece of its work ends, whoever waits for it is told, and nobody else is hurt. */
@Timeout(60)
class EngineEndTest {
    private static final PackedSequence SAMPLE = new PackedSequence(new int[20], new int[20], new int[20]);

    private final FakeStepRunner runner = new FakeStepRunner();

    private CoServingEngine engine(EngineSettings.TrainingTarget target) {
        SlotLayout slots = target == EngineSettings.TrainingTarget.ADAPTER
                ? new SlotLayout(List.of("mate"), 1, List.of())
                : SlotLayout.none();
        SchedulerSettings scheduler =
                new SchedulerSettings(12, 2, 3, new Policy.CoServing(), new Slo(20_000, 1L << 50));
        return new CoServingEngine(new EngineSettings("fake", scheduler, slots, target, 1), runner, runner::now);
    }

    private CoServingEngine warmEngine() {
        CoServingEngine engine = engine(EngineSettings.TrainingTarget.ADAPTER);
        engine.warmUp();
        return engine;
    }

    private static GenerationRequest request(String model, int tokens) {
        return new GenerationRequest(model, new int[] {3, 4}, tokens, SamplingParams.greedy(), Set.of());
    }

    private static TrainingLease lease(long version, PackedSequence... leaves) {
        return new TrainingLease("mate", version + 1, version, 0, List.of(leaves), TrainingLease.Purpose.TRAIN);
    }

    private static CompletableFuture<Void> install(CoServingEngine engine, long step, TrainingService.Visibility how) {
        return engine.install(new AdapterVersion("mate", step), FakeModel.weights(step), how);
    }

    private static String failureOf(CompletableFuture<Void> done) {
        assertTrue(done.isDone(), "nobody was told");
        return assertThrows(CompletionException.class, done::join).getCause().getMessage();
    }

    private static void drain(CoServingEngine engine) {
        for (int i = 0; i < 1_000; i++) {
            if (engine.step() != CoServingEngine.Progress.WORKED) {
                return;
            }
        }
        throw new AssertionError("the engine does not come to rest");
    }

    @Test
    void aFailingRunnerFailsAllThatWaitsAndAllThatComesLater() {
        for (Throwable cause : List.of(new IllegalStateException("device lost"), new OutOfMemoryError("device lost"))) {
            runner.failure = null;
            CoServingEngine engine = warmEngine();
            List<Collected> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                answers.add(new Collected());
                engine.submit(request("fake", 9), answers.get(i));
            }
            install(engine, 1, TrainingService.Visibility.PUBLISHED);
            CompletableFuture<Void> lease = engine.train(lease(1, SAMPLE), leaf -> {});
            engine.step();
            runner.failure = cause;
            assertEquals(CoServingEngine.Progress.STOPPED, engine.step());
            for (Collected answer : answers) {
                assertTrue(answer.error.getMessage().contains("device lost"), answer.error.getMessage());
                assertSame(cause, answer.error.getCause());
            }
            assertTrue(failureOf(lease).contains("device lost"));
            assertEquals(EngineStatus.Readiness.FAILED, engine.status().ready());
            engine.checkIntegrity();
            requireRefusal(engine, "device lost");
        }
    }

    private static void requireRefusal(CoServingEngine engine, String why) {
        RequestRejectedException late =
                assertThrows(RequestRejectedException.class, () -> engine.submit(request("fake", 9), new Collected()));
        assertEquals(RequestRejectedException.Reason.STOPPING, late.reason());
        assertTrue(late.getMessage().contains(why), late.getMessage());
        assertTrue(failureOf(engine.train(lease(1, SAMPLE), leaf -> {})).contains(why));
        assertTrue(failureOf(install(engine, 2, TrainingService.Visibility.PUBLISHED))
                .contains(why));
        assertTrue(engine.stop().isDone());
    }

    @Test
    void stoppingAnswersWhatRunsWaitsAndIsStillInTheMailbox() {
        CoServingEngine engine = warmEngine();
        Collected running = new Collected();
        engine.submit(request("fake", 9), running);
        engine.step();
        CompletableFuture<Void> stop = engine.stop();
        Collected behind = new Collected();
        engine.submit(request("fake", 9), behind);
        CompletableFuture<Void> lease = engine.train(lease(1, SAMPLE), leaf -> {});
        assertEquals(CoServingEngine.Progress.STOPPED, engine.step());
        assertTrue(stop.isDone());
        assertTrue(running.error.getMessage().contains("stopped"));
        assertTrue(behind.error.getMessage().contains("stopped"));
        assertTrue(failureOf(lease).contains("stopped"));
        assertEquals(EngineStatus.Readiness.STOPPING, engine.status().ready());
        requireRefusal(engine, "stopping");
    }

    @Test
    void aFullQueueRefusesAndCancelledRequestsMakeRoom() {
        CoServingEngine engine = warmEngine();
        List<GenerationHandle> handles = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            handles.add(engine.submit(request("fake", 9), new Collected()));
        }
        RequestRejectedException full =
                assertThrows(RequestRejectedException.class, () -> engine.submit(request("fake", 9), new Collected()));
        assertEquals(RequestRejectedException.Reason.OVERLOADED, full.reason());
        handles.forEach(GenerationHandle::cancel);
        handles.forEach(GenerationHandle::cancel);
        assertEquals(CoServingEngine.Progress.IDLE, engine.step());
        Collected next = new Collected();
        engine.submit(request("fake", 9), next);
        drain(engine);
        assertEquals(FinishReason.LENGTH, next.finished);
        engine.checkIntegrity();
    }

    @Test
    void weightsThatDoNotFitFailTheirInstallAndLeaveNoVersionBehind() {
        CoServingEngine engine = warmEngine();
        install(engine, 1, TrainingService.Visibility.PUBLISHED);
        CompletableFuture<Void> bad =
                engine.install(new AdapterVersion("mate", 2), new float[1], TrainingService.Visibility.PUBLISHED);
        CompletableFuture<Void> lease = engine.train(lease(2, SAMPLE), leaf -> {});
        drain(engine);
        assertTrue(failureOf(bad).contains("1 floats"));
        assertTrue(failureOf(lease).contains("version 2 of mate is not installed"));
        assertEquals(1, engine.models().get(1).version().orElseThrow());
        CompletableFuture<Void> again = engine.train(lease(1, SAMPLE), leaf -> {});
        drain(engine);
        again.join();
    }

    @Test
    void publicationWaitsForAPinnedSlotAndTrainingDoesNot() {
        CoServingEngine engine = warmEngine();
        install(engine, 1, TrainingService.Visibility.PUBLISHED);
        engine.step();
        Collected answer = new Collected();
        engine.submit(request("mate", 20), answer);
        engine.step();
        CompletableFuture<Void> published = install(engine, 2, TrainingService.Visibility.PUBLISHED);
        CompletableFuture<Void> lease =
                engine.train(lease(2, new PackedSequence(new int[1], new int[1], new int[1])), leaf -> {});
        for (int i = 0; i < 6; i++) {
            engine.step();
        }
        assertTrue(lease.isDone() && !lease.isCompletedExceptionally());
        assertFalse(published.isDone());
        assertFalse(answer.isOver());
        drain(engine);
        assertEquals(FakeModel.generate(FakeModel.weights(1), request("mate", 20)), answer.ids());
        published.join();
        assertEquals(2, engine.models().get(1).version().orElseThrow());
    }

    @Test
    void aLeaseWhoseVersionIsReplacedEndsAndTheNextOneStartsAtItsFirstLeaf() {
        CoServingEngine engine = warmEngine();
        install(engine, 1, TrainingService.Visibility.TRAINING_ONLY);
        List<LeafResult> results = new ArrayList<>();
        CompletableFuture<Void> old = engine.train(lease(1, SAMPLE, SAMPLE, SAMPLE), results::add);
        while (results.isEmpty()) {
            engine.step();
        }
        engine.step();
        install(engine, 2, TrainingService.Visibility.TRAINING_ONLY);
        install(engine, 3, TrainingService.Visibility.TRAINING_ONLY);
        List<LeafResult> next = new ArrayList<>();
        CompletableFuture<Void> lease = engine.train(lease(3, SAMPLE, SAMPLE), next::add);
        drain(engine);
        assertTrue(failureOf(old).contains("version 1 was replaced"), failureOf(old));
        lease.join();
        assertEquals(List.of(0, 1), next.stream().map(LeafResult::leaf).toList());
    }

    @Test
    void fullTrainingReadsOnlyTheVersionThatIsInstalled() {
        CoServingEngine engine = engine(EngineSettings.TrainingTarget.BASE_MODEL);
        engine.warmUp();
        install(engine, 4, TrainingService.Visibility.PUBLISHED);
        CompletableFuture<Void> other = engine.train(lease(3, SAMPLE), leaf -> {});
        CompletableFuture<Void> right = engine.train(lease(4, SAMPLE), leaf -> {});
        drain(engine);
        assertTrue(failureOf(other).contains("version 3 of mate is not installed"));
        right.join();
    }

    @Test
    void sequencesThatTheModelCannotReadAreRefusedByFieldAndPosition() {
        CoServingEngine engine = warmEngine();
        install(engine, 1, TrainingService.Visibility.TRAINING_ONLY);
        int[] ids = new int[20];
        ids[7] = FakeModel.VOCABULARY;
        PackedSequence alien = new PackedSequence(ids, new int[20], new int[20]);
        PackedSequence blind = new PackedSequence(new int[2], new int[2], new int[] {0, 2});
        PackedSequence tooLong = new PackedSequence(new int[25], new int[25], new int[25]);
        CompletableFuture<Void> first = engine.train(lease(1, SAMPLE, alien), leaf -> {});
        CompletableFuture<Void> second = engine.train(lease(1, blind), leaf -> {});
        CompletableFuture<Void> third = engine.train(lease(1, tooLong), leaf -> {});
        CompletableFuture<Void> good = engine.train(lease(1, SAMPLE), leaf -> {});
        drain(engine);
        assertTrue(failureOf(first).contains("id 50 at position 7"), failureOf(first));
        assertTrue(failureOf(second).contains("segmentStart 2 at position 1"), failureOf(second));
        assertTrue(failureOf(third).contains("25 tokens"), failureOf(third));
        good.join();
    }

    @Test
    void aConsumerOfLeavesThatThrowsFailsItsLeaseAlone() {
        CoServingEngine engine = warmEngine();
        install(engine, 1, TrainingService.Visibility.TRAINING_ONLY);
        CompletableFuture<Void> bad = engine.train(lease(1, SAMPLE, SAMPLE), leaf -> {
            throw new IllegalStateException("no room for leaf " + leaf.leaf());
        });
        List<LeafResult> results = new ArrayList<>();
        CompletableFuture<Void> good = engine.train(lease(1, SAMPLE, SAMPLE), results::add);
        drain(engine);
        assertTrue(failureOf(bad).contains("no room for leaf 0"));
        good.join();
        assertEquals(2, results.size());
    }

    @Test
    void anEngineThatCannotWarmUpSaysSoToEveryone() {
        runner.failure = new IllegalStateException("no kernels");
        CoServingEngine engine = engine(EngineSettings.TrainingTarget.ADAPTER);
        Collected early = new Collected();
        engine.submit(request("fake", 9), early);
        try (EngineThread thread = new EngineThread(engine)) {
            CompletionException failure =
                    assertThrows(CompletionException.class, () -> thread.ready().join());
            assertEquals("no kernels", failure.getCause().getMessage());
        }
        assertTrue(early.error.getMessage().contains("no kernels"));
        assertEquals(1, runner.closed);
    }

    @Test
    void aThreadServesManyClientsAndEndsWhenClosed() throws InterruptedException {
        CoServingEngine engine = engine(EngineSettings.TrainingTarget.ADAPTER);
        int clients = 4;
        CountDownLatch done = new CountDownLatch(clients);
        List<Throwable> problems = new CopyOnWriteArrayList<>();
        try (EngineThread thread = new EngineThread(engine)) {
            thread.ready().join();
            for (int c = 0; c < clients; c++) {
                new Thread(() -> {
                            try {
                                client(engine);
                            } catch (Throwable e) {
                                problems.add(e);
                            } finally {
                                done.countDown();
                            }
                        })
                        .start();
            }
            for (long step = 1; step <= 20; step++) {
                install(engine, step, TrainingService.Visibility.PUBLISHED);
                engine.train(lease(step, SAMPLE), leaf -> {}).join();
            }
            assertTrue(done.await(50, TimeUnit.SECONDS));
        }
        assertEquals(List.of(), problems);
        assertEquals(1, runner.closed);
        engine.checkIntegrity();
    }

    private static void client(CoServingEngine engine) throws Exception {
        for (int i = 0; i < 50; i++) {
            CompletableFuture<FinishReason> end = new CompletableFuture<>();
            List<Integer> ids = new ArrayList<>();
            try {
                engine.submit(request("fake", 1 + i % 20), new Relay(ids, end));
            } catch (RequestRejectedException e) {
                Thread.yield();
                continue;
            }
            assertEquals(FinishReason.LENGTH, end.get(30, TimeUnit.SECONDS));
            assertEquals(FakeModel.generate(null, request("fake", 1 + i % 20)), ids);
        }
    }

    private record Relay(List<Integer> ids, CompletableFuture<FinishReason> end) implements GenerationListener {
        @Override
        public void onStart(Optional<AdapterVersion> adapter) {}

        @Override
        public void onToken(GeneratedToken token) {
            ids.add(token.id());
        }

        @Override
        public void onFinish(FinishReason reason) {
            end.complete(reason);
        }

        @Override
        public void onError(RuntimeException cause) {
            end.completeExceptionally(cause);
        }
    }
}
