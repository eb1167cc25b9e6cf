package dev.braid.jobs.main.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.http.TestCertificate;
import dev.braid.jobs.http.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipelines whose stages run in executor JVMs of their own. */
@Tag("cluster")
class ClusterTrainTest {
    private static final String CLUSTER = "local-cluster[2,1,1024]";
    private static final String SMALL = "zoo:candle-uno?branches=2&layers=2&hidden=128&top=2";
    private static final int ITERATIONS = 100;
    private static final int EVERY = 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zoo:candle-uno?branches=4&layers=3&hidden=16&top=2",
                "zoo:dlrm?dense=2&sparse=3&layers=2&hidden=16&top=2&columns=8&rows=40&bag=5",
                "zoo:mmt?branches=2&layers=1&hidden=16&sequence=4&heads=2&ffn=32"
            })
    void modelsOfTheZooLearnAsInPlainDl4j(String model) {
        TrainCase job = new TrainCase(folder, model, 200);
        job.train(job.conf(CLUSTER).set("spark.braid.train.max.steps", "100"), event -> {});
        assertEquals(2, job.workers());
        job.requireLossesOfPlainDl4j(100, 1e-4);
        assertTrue(mean(job, 80) < mean(job, 0), job.losses.toString());
    }

    /** Of twenty mini-batches from this one on. */
    private static double mean(TrainCase job, long from) {
        return LongStream.range(from, from + 20)
                .mapToDouble(job.losses::get)
                .average()
                .orElseThrow();
    }

    private TrainCase job(String name) throws IOException {
        return new TrainCase(Files.createDirectory(folder.resolve(name)), SMALL, 100);
    }

    private static SparkConf conf(TrainCase job, String master) {
        return job.conf(master)
                .set("spark.braid.train.max.steps", "" + ITERATIONS)
                .set("spark.braid.train.save.steps", "" + EVERY)
                .set("spark.braid.train.keep.checkpoints", "2");
    }

    /** All that goes between machines is encrypted, by Spark and by the links. */
    private SparkConf encrypted(SparkConf conf) throws IOException, InterruptedException {
        TlsFiles files = TestCertificate.write(folder, "crew");
        return conf.set("spark.authenticate", "true")
                .set("spark.authenticate.secret", "of this test")
                .set("spark.network.crypto.enabled", "true")
                .set("spark.braid.pipeline.links", "tcp")
                .set("spark.braid.pipeline.tls.certificate", files.certificate().toString())
                .set("spark.braid.pipeline.tls.key", files.key().toString());
    }

    @Test
    void aKilledExecutorCostsTheMiniBatchesSinceTheLastCheckpointAndNothingElse() throws Exception {
        TrainCase job = job("killed");
        AtomicLong killed = new AtomicLong();
        AtomicLong ended = new AtomicLong();
        TrainResult result = job.train(encrypted(conf(job, CLUSTER)), event -> {
            if (event instanceof PipelineEvent.Trained trained
                    && trained.miniBatch().iteration() >= 40
                    && killed.get() == 0) {
                killed.set(System.nanoTime());
                executors().findFirst().orElseThrow().destroyForcibly();
            }
            if (event instanceof PipelineEvent.Restarting) {
                ended.set(System.nanoTime());
            }
        });
        // Both executors have a part, so it does not matter which one died.
        assertEquals(2, job.workers());
        Duration end = Duration.ofNanos(ended.get() - killed.get());
        System.out.println("an attempt ended " + end.toMillis() + " ms after an executor was killed");
        assertTrue(end.toSeconds() < 5, "the attempt ended after " + end);
        assertEquals(1, result.restarts());
        List<PipelineEvent.Attempt> attempts = job.events.stream()
                .filter(PipelineEvent.Attempt.class::isInstance)
                .map(PipelineEvent.Attempt.class::cast)
                .toList();
        // Reports come later than what they tell of, so it may be a checkpoint after the one before mini-batch 40.
        assertTrue(
                attempts.get(1).from() >= EVERY && attempts.get(1).from() % EVERY == 0,
                attempts.get(1).toString());
        TrainCase calm = job("calm");
        assertEquals(
                TrainCase.parameters(
                        calm.train(conf(calm, "local[2]"), event -> {}).model()),
                TrainCase.parameters(result.model()));
        try (Stream<Path> kept = Files.list(job.out.resolve("checkpoints"))) {
            assertEquals(
                    List.of("checkpoint-000000000080", "checkpoint-000000000100"),
                    kept.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    /** The workers of a local cluster live in this process; its children are executors. */
    private static Stream<ProcessHandle> executors() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"));
    }
}
