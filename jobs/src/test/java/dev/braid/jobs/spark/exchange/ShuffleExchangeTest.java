package dev.braid.jobs.spark.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.exchange.GradientNorm;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.jobs.train.UpdateRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShuffleExchangeTest {
    @TempDir
    Path folder;

    @Test
    void anySlicesAndTasksGiveTheBitsOfTheDriver() {
        try (JavaSparkContext spark = new JavaSparkContext(ExchangeRun.conf("local[2]"))) {
            for (int round = 0; round < 4; round++) {
                long seed = new Random().nextLong();
                int parameters = 1 + new Random(seed).nextInt(4 * GradientNorm.BLOCK);
                UpdateRule rule = round == 0 ? new UpdateRule.Sgd(0.01) : new UpdateRule.AdamW(0.9, 0.99, 1e-8, 0.01);
                List<TrainingEvent> events = new ArrayList<>();
                ExchangeRun run = new ExchangeRun(parameters, 5, rule, folder.resolve("a" + round), seed);
                float[] actual = run.byShuffle(spark, events::add);

                List<TrainingEvent> expectedEvents = new ArrayList<>();
                ExchangeRun plain = new ExchangeRun(parameters, 5, rule, folder.resolve("b" + round), seed);
                assertArrayEquals(plain.byDriver(), actual, "seed " + seed);
                plain.byDriver(spark, expectedEvents::add);
                assertEquals(losses(expectedEvents), losses(events), "seed " + seed);
            }
            assertTrue(spark.getPersistentRDDs().isEmpty(), "left behind: " + spark.getPersistentRDDs());
        }
    }

    /** Losses, norms and validation losses, to the last bit. */
    private static List<List<Double>> losses(List<TrainingEvent> events) {
        List<List<Double>> losses = new ArrayList<>();
        for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.Stepped step) {
                losses.add(List.of(step.loss(), step.gradientNorm()));
            } else if (event instanceof TrainingEvent.Evaluated evaluated) {
                losses.add(List.of(evaluated.loss()));
            }
        }
        return losses;
    }
}
