package dev.braid.jobs.spark.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.exchange.GradientNorm;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.jobs.train.UpdateRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shuffle exchange when executors die. */
@Tag("cluster")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LostExecutorsTest {
    private static final UpdateRule RULE = new UpdateRule.AdamW(0.9, 0.99, 1e-8, 0.01);
    private static final int PARAMETERS = 3 * GradientNorm.BLOCK + 5;

    @TempDir
    Path folder;

    private float[] expected(int steps) {
        return new ExchangeRun(PARAMETERS, steps, RULE, folder.resolve("calm"), 1).byDriver();
    }

    private static List<ProcessHandle> executors() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
    }

    @Test
    @Tag("endurance")
    void oneExecutorAtATimeCostsNoStep() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<TrainingEvent> events = new ArrayList<>();
        float[] actual;
        try (JavaSparkContext spark = new JavaSparkContext(ExchangeRun.conf("local-cluster[3,1,1024]"))) {
            actual = new ExchangeRun(PARAMETERS, 8, RULE, folder.resolve("kills"), seed).byShuffle(spark, event -> {
                events.add(event);
                if (event instanceof TrainingEvent.Stepped step && step.step() == 5) {
                    killSoon(random);
                }
            });
        }
        assertArrayEquals(expected(8), actual, "seed " + seed);
        assertTrue(events.stream().noneMatch(TrainingEvent.WentBack.class::isInstance), "seed " + seed + ": " + events);
    }

    private static void killSoon(Random random) {
        long millis = random.nextInt(400);
        Thread killer = new Thread(() -> {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            List<ProcessHandle> executors = executors();
            executors.get(random.nextInt(executors.size())).destroyForcibly();
        });
        killer.start();
    }

    @Test
    @Tag("endurance")
    void allExecutorsAtOnceCostTheStepsSinceTheCheckpoint() {
        List<TrainingEvent> events = new ArrayList<>();
        float[] actual;
        try (JavaSparkContext spark = new JavaSparkContext(ExchangeRun.conf("local-cluster[2,1,1024]"))) {
            actual = new ExchangeRun(PARAMETERS, 9, RULE, folder.resolve("kills"), 3).byShuffle(spark, event -> {
                boolean first = events.stream().noneMatch(TrainingEvent.WentBack.class::isInstance);
                events.add(event);
                if (event instanceof TrainingEvent.Stepped step && step.step() == 8 && first) {
                    executors().forEach(ProcessHandle::destroyForcibly);
                }
            });
        }
        assertArrayEquals(expected(9), actual);
        assertTrue(
                events.stream().anyMatch(event -> event instanceof TrainingEvent.WentBack back && back.step() == 6),
                events.toString());
    }
}
