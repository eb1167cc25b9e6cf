package dev.braid.jobs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.engine.CoServingEngine.Progress;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.ops.sampling.SamplingParams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stage's actions in the engine's loop, driven by hand, with a clock that the test moves. */
class StageServiceTest {
    @TempDir
    static Path folder;

    private CoServingEngine engine;
    private long now;

    @BeforeAll
    static void write() {
        TinyModel.write(folder, 3);
    }

    @BeforeEach
    void open() {
        engine = new EngineAssembly(TinyModel.spec(folder, Optional.empty(), TinyModel.patient())).open(() -> now);
        engine.start(List.of());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Collected submit(Random random, int tokens) {
        Collected collected = new Collected();
        int[] prompt = random.ints(1 + random.nextInt(20), 0, 97).toArray();
        engine.submit(new GenerationRequest("tiny", prompt, tokens, SamplingParams.greedy(), Set.of()), collected);
        return collected;
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            engine.step();
        }
    }

    @Test
    void requestsRunInBubblesAndNotBesideActions() {
        Collected request = submit(new Random(1), 6);
        List<String> ran = new ArrayList<>();
        CompletableFuture<Void> first = engine.stage(() -> ran.add("first"));
        assertFalse(first.isDone());
        assertEquals(Progress.HELD, engine.step());
        assertTrue(first.isDone());
        steps(20);
        assertEquals(List.of(), request.tokens, "the next action may come at any moment");
        engine.bubble(1_000_000);
        assertEquals(Progress.WORKED, engine.step());
        steps(2);
        assertFalse(request.tokens.isEmpty());
        int before = request.tokens.size();
        engine.stage(() -> ran.add("second"));
        steps(5);
        assertEquals(before, request.tokens.size());
        engine.detach();
        steps(20);
        assertEquals(FinishReason.LENGTH, request.finished);
        assertEquals(List.of("first", "second"), ran);
    }

    @Test
    void aBubbleOfUnknownLengthIsNotUsedUntilRequestsHaveWaitedLong() {
        Collected request = submit(new Random(1), 3);
        engine.stage(() -> {});
        engine.bubble(0);
        now += 1;
        steps(5);
        assertEquals(List.of(), request.tokens);
        now += 5 * TinyModel.patient().slo().tpotNanos();
        assertEquals(Progress.WORKED, engine.step());
        assertEquals(Progress.HELD, engine.step());
    }

    /** An action cannot be cut, so a request that comes must wait for as many as there are steps before its first token. */
    @Test
    void theLengthOfActionsCountsInWhatIsForeseenOfAFirstToken() {
        engine.close();
        SchedulerSettings hurried = TinyModel.scheduler(48, Slo.ofMillis(10_000, 100));
        engine = new EngineAssembly(TinyModel.spec(folder, Optional.empty(), hurried)).open(() -> now);
        engine.start(List.of());
        Random random = new Random(1);
        submit(random, 90);
        steps(2);
        Collected before = submit(random, 1);
        steps(3);
        assertEquals(FinishReason.LENGTH, before.finished);
        for (int i = 0; i < 20; i++) {
            engine.stage(() -> now += 200_000_000);
            engine.bubble(1_000_000_000);
            engine.step();
        }
        Collected after = submit(random, 1);
        engine.step();
        assertTrue(
                after.error instanceof RequestRejectedException
                        && after.error.getMessage().contains("its target is 100 ms"),
                String.valueOf(after.error));
        engine.detach();
    }

    @Test
    void actionsRunOnceAndInOrderWhateverRequestsCome() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<Integer> ran = new ArrayList<>();
            List<Collected> requests = new ArrayList<>();
            int asked = 0;
            for (int i = 0; i < 200; i++) {
                switch (random.nextInt(5)) {
                    case 0 -> {
                        int number = asked++;
                        engine.stage(() -> ran.add(number));
                    }
                    case 1 -> engine.bubble(random.nextInt(3) * 1000L);
                    case 2 -> requests.add(submit(random, 1 + random.nextInt(4)));
                    case 3 -> now += random.nextInt(2000);
                    default -> engine.step();
                }
            }
            engine.detach();
            steps(500);
            for (int i = 0; i < asked; i++) {
                assertEquals(i, ran.get(i), "seed " + seed);
            }
            assertEquals(asked, ran.size(), "seed " + seed);
            requests.forEach(request -> assertEquals(FinishReason.LENGTH, request.finished));
            engine.checkIntegrity();
        }
    }

    @Test
    void whatGoesWrongInAnActionIsItsWorkersAlone() {
        Collected request = submit(new Random(1), 3);
        CompletableFuture<Void> failed = engine.stage(() -> {
            throw new IllegalStateException("a layer failed");
        });
        engine.detach();
        steps(20);
        CompletionException cause = assertThrows(CompletionException.class, failed::join);
        assertEquals("a layer failed", cause.getCause().getMessage());
        assertEquals(FinishReason.LENGTH, request.finished);
    }

    @Test
    void anActionThatCameTooLateFailsByName() {
        CompletableFuture<Void> waiting = engine.stage(() -> {});
        engine.stop();
        // The stop stands behind the action, which still runs.
        engine.step();
        waiting.join();
        CompletableFuture<Void> late = engine.stage(() -> {});
        CompletionException cause = assertThrows(CompletionException.class, late::join);
        assertTrue(cause.getCause().getMessage().contains("stop"), cause.getMessage());
    }
}
