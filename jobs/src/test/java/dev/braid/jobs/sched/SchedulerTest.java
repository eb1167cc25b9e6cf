package dev.braid.jobs.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Plans of random loads, applied to a model of what they ought to do. */
class SchedulerTest {
    private static final List<Integer> BLOCKS = List.of(3, 2, 1, 0);

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final SchedulerSettings settings = settings();
    private final Scheduler scheduler = new Scheduler(settings);
    private final Map<Long, int[]> running = new LinkedHashMap<>();
    private List<Integer> blocks = new ArrayList<>();
    private int length;
    private int forwarded;
    private int unfinished;
    private long ids;
    private long step;

    private SchedulerSettings settings() {
        int batch = 3 + random.nextInt(40);
        return new SchedulerSettings(
                batch,
                1 + random.nextInt(batch - 2),
                1 + random.nextInt(30),
                1 + random.nextInt(30),
                1 + random.nextInt(30),
                1 + random.nextInt(3),
                1 + random.nextInt(9));
    }

    private SchedulerView view() {
        List<SequenceView> sequences = running.entrySet().stream()
                .map(e -> new SequenceView(e.getKey(), e.getValue()[0], e.getValue()[1]))
                .toList();
        Optional<SampleView> sample = blocks.isEmpty()
                ? Optional.empty()
                : Optional.of(new SampleView(7, length, forwarded, blocks, unfinished));
        return new SchedulerView(step, sequences, sample);
    }

    private void beginSample() {
        blocks = new ArrayList<>(random.nextInt(4) == 0 ? BLOCKS.subList(0, 1) : BLOCKS);
        length = 1 + random.nextInt(60);
        forwarded = 0;
        unfinished = length;
    }

    @RepeatedTest(40)
    void everyTokenIsComputedOnceAndInOrder() {
        for (int i = 0; i < 400; i++) {
            if (running.size() < settings.maxSequences() && random.nextInt(3) == 0) {
                running.put(ids++, new int[] {1 + random.nextInt(50), 0});
            }
            if (blocks.isEmpty() && random.nextInt(3) == 0) {
                beginSample();
            }
            SchedulerView view = view();
            StepPlan plan = scheduler.plan(view);
            assertEquals(plan, scheduler.plan(view), "the plan is not a function of the view, seed " + seed);
            assertEquals(view.running().isEmpty() && view.sample().isEmpty(), plan.isEmpty(), "seed " + seed);
            requireRoom(plan);
            apply(plan);
        }
    }

    @RepeatedTest(10)
    void arrivalsWithoutEndStarveNobody() {
        beginSample();
        int unserved = 0;
        int idleTraining = 0;
        for (int i = 0; i < 300; i++) {
            while (running.size() < settings.maxSequences()) {
                running.put(ids++, new int[] {1 + random.nextInt(50), 0});
            }
            if (blocks.isEmpty()) {
                beginSample();
            }
            long oldest = running.keySet().iterator().next();
            StepPlan plan = scheduler.plan(view());
            boolean trains = plan.work().stream()
                    .anyMatch(w -> w instanceof Work.ForwardWindow || w instanceof Work.BackwardWindow);
            boolean serves = plan.work().stream()
                    .anyMatch(w -> w instanceof Work.Decode d && d.sequence() == oldest
                            || w instanceof Work.Prefill p && p.sequence() == oldest);
            unserved += serves ? 0 : 1;
            idleTraining += trains ? 0 : 1;
            apply(plan);
        }
        assertEquals(0, unserved, "steps without work for the oldest sequence, seed " + seed);
        assertEquals(0, idleTraining, "steps without training, seed " + seed);
    }

    private void requireRoom(StepPlan plan) {
        int rows = plan.work().stream()
                .filter(w -> !(w instanceof Work.BackwardWindow))
                .mapToInt(Work::tokens)
                .sum();
        assertTrue(rows <= settings.maxBatchTokens(), rows + " rows, seed " + seed);
        long backward = plan.work().stream()
                .filter(Work.BackwardWindow.class::isInstance)
                .count();
        int bound = running.isEmpty() ? settings.backwardWindowsIdle() : settings.backwardWindowsBusy();
        assertTrue(backward <= bound, backward + " backward windows, seed " + seed);
    }

    private void apply(StepPlan plan) {
        Set<Long> seen = new HashSet<>();
        for (Work work : plan.work()) {
            if (work instanceof Work.Decode decode) {
                assertTrue(seen.add(decode.sequence()), "twice in a step, seed " + seed);
                int[] state = running.get(decode.sequence());
                assertEquals(state[0] - 1, state[1], "decode before the prompt was done, seed " + seed);
                state[1]++;
            } else if (work instanceof Work.Prefill prefill) {
                assertTrue(seen.add(prefill.sequence()), "twice in a step, seed " + seed);
                int[] state = running.get(prefill.sequence());
                assertEquals(state[1], prefill.from(), "seed " + seed);
                assertTrue(prefill.tokens() <= settings.prefillChunk(), "chunk, seed " + seed);
                state[1] += prefill.tokens();
                assertTrue(state[1] <= state[0], "prefill beyond the prompt, seed " + seed);
            } else {
                train(work);
            }
        }
        running.entrySet()
                .removeIf(e -> e.getValue()[1] == e.getValue()[0] && (random.nextInt(12) == 0 || e.getValue()[0] > 90));
        for (Iterator<int[]> it = running.values().iterator(); it.hasNext(); ) {
            int[] state = it.next();
            state[0] += state[1] == state[0] ? 1 : 0;
        }
        step++;
    }

    private void train(Work work) {
        if (work instanceof Work.ForwardWindow window) {
            assertEquals(forwarded, window.from(), "seed " + seed);
            forwarded += window.tokens();
            assertTrue(forwarded <= length, "forward beyond the sample, seed " + seed);
        } else if (work instanceof Work.BackwardWindow window) {
            assertEquals(length, forwarded, "backward before forward was done, seed " + seed);
            assertEquals(blocks.get(0), window.block(), "seed " + seed);
            assertEquals(unfinished, window.from() + window.tokens(), "seed " + seed);
            assertTrue(window.tokens() <= settings.backwardWindow(), "seed " + seed);
            unfinished = window.from();
            if (unfinished == 0) {
                blocks.remove(0);
                unfinished = length;
            }
        }
    }

    @Test
    void admitsFirstComeFirstServedAndNeverBeyondTheFreePages() {
        Scheduler four = new Scheduler(new SchedulerSettings(16, 4, 8, 8, 8, 1, 4));
        assertEquals(2, four.admit(0, 10, List.of(4, 6, 1)));
        assertEquals(0, four.admit(0, 3, List.of(4, 1)), "a small request overtook a large one");
        assertEquals(1, four.admit(3, 100, List.of(1, 1, 1)));
        assertEquals(0, four.admit(4, 100, List.of(1)));
    }

    @Test
    void refusesSettingsUnderWhichWorkCouldStarve() {
        String message = assertThrows(IllegalArgumentException.class, () -> new SchedulerSettings(8, 7, 4, 4, 4, 1, 1))
                .getMessage();
        assertTrue(message.contains("maxSequences is 7") && message.contains("maxBatchTokens 8"), message);
    }
}
