package dev.braid.jobs.spark.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.exchange.GradientNorm;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.jobs.train.UpdateRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shuffle exchange when executors do not reach each other, while the driver reaches them all. */
@Tag("cluster")
@Tag("endurance")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class CutNetworkTest {
    private static final UpdateRule RULE = new UpdateRule.AdamW(0.9, 0.99, 1e-8, 0.01);
    private static final int PARAMETERS = 3 * GradientNorm.BLOCK + 5;
    private static final int STEPS = 5;
    private static final int CUT_AFTER = 4;

    @TempDir
    Path folder;

    private SparkConf conf() {
        return ExchangeRun.conf("local-cluster[2,1,1024]")
                .set("spark.plugins", NetworkCut.class.getName())
                .set(NetworkCut.FILE, file().toString())
                .set("spark.shuffle.io.connectionTimeout", "2s")
                .set("spark.shuffle.io.maxRetries", "1")
                .set("spark.shuffle.io.retryWait", "100ms");
    }

    private Path file() {
        return folder.resolve("cut");
    }

    private ExchangeRun run(String name) {
        return new ExchangeRun(PARAMETERS, STEPS, RULE, folder.resolve(name), 11);
    }

    private void cut(TrainingEvent event) {
        if (event instanceof TrainingEvent.Stepped stepped && stepped.step() == CUT_AFTER) {
            try {
                Files.writeString(file(), "cut");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void mend() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCutThatIsLongerThanTheirTimeOutsCostsNoBit() {
        float[] actual;
        try (JavaSparkContext spark = new JavaSparkContext(conf())) {
            actual = run("cut-run").byShuffle(spark, event -> {
                cut(event);
                if (Files.exists(file())) {
                    CompletableFuture.delayedExecutor(7, TimeUnit.SECONDS).execute(this::mend);
                }
            });
        }
        assertArrayEquals(run("calm").byDriver(), actual);
    }

    @Test
    void executorsThatNeverReachEachOtherAgainWorkAlone() {
        float[] actual;
        try (JavaSparkContext spark = new JavaSparkContext(conf())) {
            actual = run("cut-run").byShuffle(spark, this::cut);
            assertTrue(Files.exists(file()));
        } finally {
            mend();
        }
        assertArrayEquals(run("calm").byDriver(), actual);
    }
}
