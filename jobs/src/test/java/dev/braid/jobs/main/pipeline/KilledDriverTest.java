package dev.braid.jobs.main.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.pipeline.checkpoint.PipelineCheckpointException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that dies leaves a run that the same command goes on with. */
@Tag("cluster")
class KilledDriverTest {
    private static final String MODEL = "zoo:candle-uno?branches=2&layers=2&hidden=12&top=2";
    private static final int ITERATIONS = 400;
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(90);

    @TempDir
    Path folder;

    private TrainCase job(String name) throws IOException {
        return new TrainCase(Files.createDirectory(folder.resolve(name)), MODEL, 100);
    }

    private static SparkConf conf(TrainCase job) {
        return job.conf("local[2]")
                .set("spark.braid.train.max.steps", "" + ITERATIONS)
                .set("spark.braid.train.save.steps", "20");
    }

    /** The job in a JVM of its own, as spark-submit would start it. */
    private static Process start(SparkConf conf) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
        for (var entry : conf.getAll()) {
            command.add("-D" + entry._1() + "=" + entry._2());
        }
        command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path"), TrainJob.class.getName()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File("target/killed-driver.log"))
                .start();
    }

    private static Path newest(TrainCase job) throws IOException {
        try (Stream<Path> all = Files.list(job.out.resolve("checkpoints"))) {
            return all.filter(path -> Files.exists(path.resolve("manifest.json")))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    @Test
    void theSameCommandGoesOnFromTheNewestCheckpointAndATornOneIsRefused() throws Exception {
        TrainCase killed = job("killed");
        Process driver = start(conf(killed));
        try {
            long deadline = System.nanoTime() + BOUND_NANOS;
            Path begun = killed.out.resolve("checkpoints/checkpoint-000000000020/manifest.json");
            while (!Files.exists(begun) && driver.isAlive() && System.nanoTime() < deadline) {
                Thread.sleep(2);
            }
        } finally {
            driver.destroyForcibly().waitFor();
        }
        Path newest = newest(killed);
        byte[] manifest = Files.readAllBytes(newest.resolve("manifest.json"));
        Path part;
        try (Stream<Path> files = Files.list(newest)) {
            part = files.filter(file -> file.toString().endsWith(".part"))
                    .min(Path::compareTo)
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(part);
        Files.write(part, Arrays.copyOf(bytes, bytes.length - 1));
        refused(killed, part.getFileName() + " has " + (bytes.length - 1) + " bytes");
        Files.write(part, bytes);
        Files.write(newest.resolve("manifest.json"), Arrays.copyOf(manifest, manifest.length / 2));
        refused(killed, "manifest.json is corrupt");
        Files.write(newest.resolve("manifest.json"), manifest);

        TrainResult resumed = killed.train(conf(killed), event -> {});
        PipelineEvent.Attempt attempt = (PipelineEvent.Attempt) killed.events.stream()
                .filter(PipelineEvent.Attempt.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertTrue(attempt.from() >= 20 && attempt.from() < ITERATIONS, attempt.toString());
        TrainCase calm = job("calm");
        assertEquals(
                TrainCase.parameters(calm.train(conf(calm), event -> {}).model()),
                TrainCase.parameters(resumed.model()));
    }

    private static void refused(TrainCase job, String reason) {
        PipelineCheckpointException refusal =
                assertThrows(PipelineCheckpointException.class, () -> job.train(conf(job), event -> {}));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }
}
