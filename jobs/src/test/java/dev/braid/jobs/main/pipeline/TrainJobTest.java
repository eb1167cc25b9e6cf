package dev.braid.jobs.main.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.dl4j.layer.LoraConfigurer;
import dev.braid.dl4j.zoo.Dl4jZoo;
import dev.braid.jobs.conf.ConfException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The job with its workers as threads of one JVM. */
class TrainJobTest {
    private static final String MODEL = "zoo:candle-uno?branches=3&layers=2&hidden=12&top=2";
    private static final String DECODER =
            "zoo:decoder?layers=1&sequence=4&hidden=8&heads=2&kvheads=1&ffn=8&vocabulary=100";
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

    /** Alone the bypasses and the output learn; merged, the model has the layers that it had. */
    @ParameterizedTest
    @ValueSource(strings = {"merged", "kept"})
    void bypassesTrainBesideFrozenWeights(String save) throws IOException {
        TrainCase job = new TrainCase(folder, MODEL, 100);
        ComputationGraph before = new ComputationGraph(Dl4jZoo.configuration(MODEL));
        before.init();
        TrainResult result = job.train(
                job.conf("local[2]")
                        .set("spark.braid.pipeline.lora.rank", "2")
                        .set("spark.braid.pipeline.lora.targets", "branch*.linear1.W,top.*")
                        .set("spark.braid.pipeline.lora.save", save)
                        .set("spark.braid.train.max.steps", "" + ITERATIONS),
                event -> {});
        assertEquals(2, job.workers());
        LoraConfigurer lora = new LoraConfigurer(2, 16, List.of("branch*.linear1.W", "top.*"), List.of());
        job.requireLosses(lora.apply(before), ITERATIONS, 1e-4);
        ComputationGraph after = ComputationGraph.load(new File(result.model().replaceFirst("^file:", "")), true);
        boolean kept = save.equals("kept");
        assertEquals(kept, after.paramTable().containsKey("top.linear0_W.loraB"));
        assertEquals(before.getParam("branch0.linear0_W"), after.getParam("branch0.linear0_W"));
        assertEquals(
                before.getParam("top.linear0_b").ravel(),
                after.getParam("top.linear0_b").ravel());
        assertEquals(kept, before.getParam("top.linear0_W").equals(after.getParam("top.linear0_W")));
        assertNotEquals(before.getParam("output_W"), after.getParam("output_W"));
    }

    @Test
    void aPlaceForBypassesThatDoesNotExistIsRefused() {
        TrainCase job = new TrainCase(folder, MODEL, 100);
        String message = assertThrows(
                        ConfException.class,
                        () -> job.train(
                                job.conf("local[2]")
                                        .set("spark.braid.pipeline.lora.rank", "2")
                                        .set("spark.braid.pipeline.lora.targets", "bottom.W"),
                                event -> {}))
                .getMessage();
        assertTrue(message.startsWith("spark.braid.pipeline.lora: the target \"bottom.W\" meets nothing"), message);
    }

    /** What is wrong with a language model's data or export is said before anything is trained. */
    @Test
    void textIsForLanguageModelsAndExportForDecoders() {
        TrainCase job = new TrainCase(folder, MODEL, 100);
        refused(
                job,
                job.conf("local[2]")
                        .set("spark.braid.pipeline.columns", "none")
                        .set("spark.braid.pipeline.text", "text")
                        .set("spark.braid.pipeline.tokenizer", "../datasets/models/braid-tiny"),
                "spark.braid.pipeline.text is set, but " + MODEL + " is no language model");
        refused(
                job,
                job.conf("local[2]").set("spark.braid.pipeline.text", "text"),
                "spark.braid.pipeline.columns and spark.braid.pipeline.text are both set");
        refused(
                job,
                job.conf("local[2]").set("spark.braid.pipeline.export", "huggingface"),
                "spark.braid.pipeline.export is huggingface, but " + MODEL);
        refused(
                job,
                job.conf("local[2]")
                        .set("spark.braid.pipeline.model", DECODER)
                        .set("spark.braid.pipeline.columns", "none")
                        .set("spark.braid.pipeline.text", "text"),
                "spark.braid.pipeline.tokenizer is none, but spark.braid.pipeline.text needs a tokenizer");
        refused(
                job,
                job.conf("local[2]")
                        .set("spark.braid.pipeline.model", DECODER)
                        .set("spark.braid.pipeline.columns", "none")
                        .set("spark.braid.pipeline.text", "text")
                        .set("spark.braid.pipeline.tokenizer", "../datasets/models/braid-tiny"),
                "which has 1024 tokens, but " + DECODER + " has a vocabulary of 100");
    }

    private static void refused(TrainCase job, SparkConf conf, String part) {
        String message = assertThrows(ConfException.class, () -> job.train(conf, event -> {}))
                .getMessage();
        assertTrue(message.contains(part), message);
        assertTrue(job.losses.isEmpty());
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
