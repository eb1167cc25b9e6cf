package dev.braid.jobs.main.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.conf.ConfException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job with its workers as threads of one JVM. */
class TrainJobTest {
    private static final String MODEL = "zoo:candle-uno?branches=3&layers=2&hidden=12&top=2";
    private static final int ITERATIONS = 30;

    @TempDir
    Path folder;

    @Test
    void aModelTrainsAsInPlainDl4jAndComesOutAsAZipThatTrainsOn() throws IOException {
        TrainCase job = new TrainCase(folder, MODEL, 100);
        TrainResult result =
                job.train(job.conf("local[2]").set("spark.braid.train.max.steps", "" + ITERATIONS), event -> {});
        assertEquals(2, job.workers());
        ComputationGraph plain = job.requireLossesOfPlainDl4j(ITERATIONS, 1e-4);
        assertEquals(ITERATIONS, result.iterations());
        ComputationGraph trained = ComputationGraph.load(new File(result.model().replaceFirst("^file:", "")), true);
        assertEquals(ITERATIONS, trained.getConfiguration().getIterationCount());
        assertTrue(plain.params().equalsWithEps(trained.params(), 1e-4));
        assertTrue(plain.getUpdater()
                .getStateViewArray()
                .equalsWithEps(trained.getUpdater().getStateViewArray(), 1e-4));
        String page = Files.readString(job.out.resolve("report.html"));
        assertTrue(page.contains("candle-uno") && page.contains("Measured"), "the report");
        assertEquals(
                ITERATIONS,
                Files.readString(job.out.resolve("events.jsonl"))
                        .lines()
                        .filter(line -> line.contains("\"event\":\"trained\""))
                        .count());
    }

    @Test
    void aListenerThatDoesNotExistIsRefusedBeforeAnythingIsTrained() {
        TrainCase job = new TrainCase(folder, MODEL, 100);
        ConfException refused = assertThrows(
                ConfException.class,
                () -> job.train(
                        job.conf("local[2]").set("spark.braid.pipeline.listeners", "no.such.Listener"), event -> {}));
        assertTrue(
                refused.getMessage().startsWith("spark.braid.pipeline.listeners: no.such.Listener"),
                refused.getMessage());
        assertTrue(job.losses.isEmpty());
    }

    @Test
    void emulatedDevicesTakeThePlannedTimeAndComputeNothing() {
        TrainCase job = new TrainCase(folder, MODEL, 100);
        TrainResult result = job.train(
                job.conf("local[8]")
                        .set("spark.braid.pipeline.devices", "8")
                        .set("spark.braid.pipeline.machine", "../conf/planning/v100-summit.conf")
                        .set("spark.braid.pipeline.emulate", "200")
                        .set("spark.braid.pipeline.batch", "256")
                        .set("spark.braid.train.max.steps", "3"),
                event -> {});
        assertEquals(3, result.iterations());
        assertEquals(3, job.losses.size());
    }
}
