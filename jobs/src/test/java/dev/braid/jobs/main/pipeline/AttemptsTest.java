package dev.braid.jobs.main.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.spark.pipeline.PipelineOrder.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final AtomicLong newest = new AtomicLong();
    private final List<Span> spans = new ArrayList<>();
    private final List<PipelineEvent> events = new ArrayList<>();

    private Attempts attempts(int restarts, Attempts.Runner runner) {
        return new Attempts(
                span -> {
                    spans.add(span);
                    runner.run(span);
                },
                newest::get,
                restarts,
                events::add);
    }

    @Test
    void eachAttemptBeginsAtTheNewestCheckpointUntilAllIsDone() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            newest.set(random.nextInt(5));
            spans.clear();
            int restarts = attempts(1, span -> {
                        assertEquals(newest.get(), span.from());
                        newest.addAndGet(1 + random.nextInt(10));
                        if (newest.get() < span.to()) {
                            throw new IllegalStateException("an executor died");
                        }
                        newest.set(span.to());
                    })
                    .run(40, 5);
            assertEquals(spans.size() - 1, restarts, "seed " + seed);
            for (int i = 0; i < spans.size(); i++) {
                assertEquals(i, spans.get(i).attempt(), "seed " + seed);
            }
        }
    }

    @Test
    void attemptsThatGetNoFurtherAreTheEndAndSayWhy() {
        newest.set(20);
        PipelineFailedException failed = assertThrows(
                PipelineFailedException.class,
                () -> attempts(2, span -> {
                            throw new IllegalStateException("stage 1 waits for act 3\n\tat some.Class(File.java:1)");
                        })
                        .run(40, 5));
        assertEquals(3, spans.size());
        assertTrue(failed.getMessage().contains("iteration 20"), failed.getMessage());
        assertTrue(failed.getMessage().endsWith("stage 1 waits for act 3"), failed.getMessage());
        assertEquals(
                2,
                events.stream()
                        .filter(PipelineEvent.Restarting.class::isInstance)
                        .count());
    }

    @Test
    void anAttemptWhoseLastCheckpointIsMissingHasFailed() {
        PipelineFailedException failed = assertThrows(
                PipelineFailedException.class,
                () -> attempts(0, span -> newest.set(30)).run(40, 10));
        assertTrue(failed.getMessage().contains("could not be written"), failed.getMessage());
    }

    @Test
    void nothingIsDoneWhenAllIsDone() {
        newest.set(40);
        assertEquals(0, attempts(0, span -> {}).run(40, 10));
        assertEquals(List.of(), spans);
    }
}
