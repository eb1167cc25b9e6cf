package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.spark.JobTab;
import dev.braid.jobs.spark.storage.VersionFolders;
import dev.braid.jobs.train.CheckpointException;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.files.AdapterConfig;
import dev.braid.model.files.BottleneckConfig;
import dev.braid.model.files.Ia3Config;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.PeftFolder;
import dev.braid.model.program.AdapterShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinetuneJobTest {
    @TempDir
    Path folder;

    @Test
    void leavesAnAdapterAndTheSameOneHoweverTheStepsAreCut() throws IOException {
        Path model = TestJobs.model(folder.resolve("model"));
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        List<TrainingEvent> events = new ArrayList<>();

        FinetuneResult result = run(TestJobs.conf("local[2]", model, first), events);
        run(TestJobs.conf("local[1]", model, second).set("spark.braid.train.lease.sequences", "1"), new ArrayList<>());

        assertEquals(4, result.steps());
        assertTrue(result.loss().isPresent() && result.validationLoss().isPresent());
        PeftFolder adapter = PeftFolder.open(Path.of(result.result()), ModelConfig.read(model));
        assertEquals(4, ((LoraConfig) adapter.config()).rank());
        assertArrayEquals(weights(first), weights(second));
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(first.resolve("events.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        List<JsonNode> ledgers = lines.stream()
                .filter(line -> line.get("event").asText().equals("ledger"))
                .toList();
        assertEquals(events.size(), lines.size() - ledgers.size());
        long told = events.stream()
                .filter(event -> event instanceof TrainingEvent.Saved || event instanceof TrainingEvent.Finished)
                .count();
        assertEquals(told, ledgers.size(), "one for the one executor at each checkpoint and at the end");
        JsonNode last = ledgers.get(ledgers.size() - 1);
        assertEquals("driver", last.get("executor").asText());
        assertEquals(4, last.get("step").asLong());
        assertTrue(last.get("forward").asLong() >= result.tokensByExecutor().get("driver"), last.toString());
        assertTrue(
                last.get("backward").asLong() > 0
                        && last.get("measured_seconds").asDouble() > 0,
                last.toString());
    }

    @Test
    void sparksPageHasATabWithItsState() throws Exception {
        Path model = TestJobs.model(folder.resolve("model"));
        SparkConf conf = TestJobs.conf("local[1]", model, folder.resolve("out"))
                .set("spark.braid.adapter.name", "tuned")
                .set("spark.ui.enabled", "true")
                .set("spark.ui.port", "0");
        List<String> pages = new ArrayList<>();
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            String address = application.context().sc().uiWebUrl().get() + "/" + JobTab.PREFIX + "/";
            new FinetuneJob(application).run(new JobObserver() {
                @Override
                public void trained(TrainingEvent event) {
                    if (event instanceof TrainingEvent.Evaluated evaluated && evaluated.step() == 4) {
                        pages.add(page(address));
                    }
                }
            });
        }
        String page = pages.get(0);
        for (String cell : List.of("4 of 4", "tuned", model.toString(), "driver", "cpu")) {
            assertTrue(page.contains("<td>" + cell), cell + " in " + page);
        }
    }

    private static String page(String address) {
        try (InputStream in = URI.create(address).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void leavesALogThatTellsWhatTheEventsTell() throws IOException {
        Path model = TestJobs.model(folder.resolve("model"));
        Path out = folder.resolve("out");
        Path data = folder.resolve("rows.jsonl");
        String rows = Files.readString(TestJobs.ROWS);
        Files.writeString(data, rows + "{\"messages\": 7}\n");
        SparkConf conf = TestJobs.conf("local[2]", model, out)
                .set("spark.braid.data.train", data.toString())
                .set("spark.braid.log.steps", "3");

        FinetuneResult result = run(conf, new ArrayList<>());

        String log = Files.readString(out.resolve("log.txt"));
        int line = rows.split("\n").length + 1;
        requireLines(
                log,
                "finetuning " + model + " into " + out,
                "model: LLAMA, 2 layers, hidden size 32, vocabulary of 1024, 128 positions",
                "setting: spark.braid.adapter.rank = 4",
                "data: " + line + " rows read, 1 quarantined",
                "quarantined: " + data + ":" + line + ": ",
                "validation data: 150 rows read, 0 quarantined",
                "executor driver: on cpu, at http://127.0.0.1:",
                "training: from step 1 to 4, ",
                "step 1 of 4: epoch ",
                "step 3 of 4: epoch ",
                "step 4 of 4: epoch ",
                "step 4: training ended, completed, after ",
                "step 4: ledger of executor driver: 0 prefill, 0 decode, ",
                "executor driver: " + result.tokensByExecutor().get("driver") + " tokens trained",
                "result: " + out.resolve("adapter"));
        assertTrue(!log.contains(" step 2 of 4"), log);
        for (String event : Files.readAllLines(out.resolve("events.jsonl"))) {
            JsonNode told = new ObjectMapper().readTree(event);
            String step = "step " + told.get("step").asText() + ": ";
            switch (told.get("event").asText()) {
                case "published" -> requireLines(log, step + "published as tuned@");
                case "evaluated" -> requireLines(log, step + "validation loss ");
                case "saved" ->
                    requireLines(
                            log, step + "checkpoint " + told.get("checkpoint").asText());
                default -> {}
            }
        }
    }

    @Test
    void trainsVectorsAndBottlenecks() throws IOException {
        Path model = TestJobs.model(folder.resolve("model"));
        for (String kind : List.of("ia3", "adapter")) {
            Path out = folder.resolve(kind);
            SparkConf conf = TestJobs.conf("local[2]", model, out)
                    .set("spark.braid.adapter.kind", kind)
                    .set("spark.braid.adapter.targets", "k_proj,v_proj,down_proj");
            FinetuneResult result = run(conf, new ArrayList<>());

            ModelConfig config = ModelConfig.read(model);
            PeftFolder adapter = PeftFolder.open(Path.of(result.result()), config);
            AdapterConfig expected = kind.equals("ia3")
                    ? Ia3Config.standard("model")
                    : new BottleneckConfig(4, adapter.config().targets(), "model");
            assertEquals(expected, adapter.config());
            AdapterShape shape = Adapters.shape(config, expected);
            float[] initial = Adapters.initial(shape, 42);
            assertFalse(Arrays.equals(initial, Adapters.read(adapter, shape)), "nothing was learnt");
        }
    }

    @Test
    void theLogOfAJobThatFailsEndsWithTheReason() throws IOException {
        Path model = TestJobs.model(folder.resolve("model"));
        Path data = Files.writeString(folder.resolve("rows.jsonl"), "");
        SparkConf conf =
                TestJobs.conf("local[1]", model, folder.resolve("out")).set("spark.braid.data.train", data.toString());
        Exception failed = assertThrows(RuntimeException.class, () -> run(conf, new ArrayList<>()));
        requireLines(Files.readString(folder.resolve("out/log.txt")), "failed: " + failed.getMessage());
    }

    /** Every line begins with its time, and for each of these there is one that goes on like it. */
    private static void requireLines(String log, String... beginnings) {
        for (String beginning : beginnings) {
            assertTrue(
                    log.lines()
                            .anyMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z .*")
                                    && line.substring(25).startsWith(beginning)),
                    () -> "no line '" + beginning + "' in:\n" + log);
        }
    }

    @Test
    void dropoutOfAnAdapterThatHasNoneIsRefused() {
        SparkConf conf = TestJobs.conf("local[1]", TestJobs.model(folder.resolve("model")), folder.resolve("out"))
                .set("spark.braid.adapter.kind", "ia3")
                .set("spark.braid.adapter.dropout", "0.1");
        Exception refused = assertThrows(ConfException.class, () -> run(conf, new ArrayList<>()));
        assertTrue(refused.getMessage().contains("spark.braid.adapter.dropout is 0.1"), refused.getMessage());
    }

    @Test
    void trainsAllParametersAndGoesOnFromItsCheckpoint() throws IOException {
        Path model = TestJobs.model(folder.resolve("model"));
        Path whole = folder.resolve("whole");
        Path cut = folder.resolve("cut");
        run(full(model, whole), new ArrayList<>());
        run(full(model, cut), new ArrayList<>());
        // As if the driver had died behind step 2: the later checkpoint and the result are not there yet.
        delete(cut.resolve("checkpoints/checkpoint-4"));
        delete(cut.resolve("model"));
        List<TrainingEvent> events = new ArrayList<>();

        FinetuneResult resumed = run(full(model, cut).set("spark.braid.train.resume", "required"), events);

        assertEquals(2, ((TrainingEvent.Started) events.get(0)).step());
        assertEquals(4, resumed.steps());
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("model/model.safetensors")),
                Files.readAllBytes(cut.resolve("model/model.safetensors")));
        assertTrue(Files.exists(cut.resolve("model/tokenizer.json")));
    }

    @Test
    void checkpointsOfOtherSettingsAreRefused() {
        Path model = TestJobs.model(folder.resolve("model"));
        Path out = folder.resolve("out");
        run(TestJobs.conf("local[1]", model, out).set("spark.braid.train.max.steps", "1"), new ArrayList<>());
        SparkConf other = TestJobs.conf("local[1]", model, out).set("spark.braid.train.learning.rate", "1e-3");
        Exception refused = assertThrows(CheckpointException.class, () -> run(other, new ArrayList<>()));
        assertTrue(refused.getMessage().contains("checkpoint-1 was written with other settings"), refused.getMessage());
    }

    private static SparkConf full(Path model, Path out) {
        return TestJobs.conf("local[2]", model, out)
                .set("spark.braid.train.method", "full")
                .set("spark.braid.train.save.steps", "2");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aRunThatOnlyGetsWorseLeavesWhereItBeganAsWhatIsServed() throws IOException {
        Path model = TestJobs.model(folder.resolve("model"));
        Path out = folder.resolve("out");
        List<TrainingEvent> events = new ArrayList<>();
        // Steps so long that they do not lower the validation loss.
        SparkConf conf = TestJobs.conf("local[1]", model, out)
                .set("spark.braid.publish.when", "not_worse")
                .set("spark.braid.train.optimizer", "sgd")
                .set("spark.braid.train.scheduler", "constant")
                .set("spark.braid.train.max.steps", "2")
                .set("spark.braid.train.learning.rate", "1000");

        FinetuneResult result = run(conf, events);

        assertEquals(
                List.of(2L),
                events.stream()
                        .filter(TrainingEvent.HeldBack.class::isInstance)
                        .map(TrainingEvent::step)
                        .toList(),
                events::toString);
        assertEquals(
                out.resolve("versions/0").toString(), versions(out).served().folder());
        assertEquals(out.resolve("adapter").toString(), result.result());
        assertTrue(
                Files.readString(out.resolve("log.txt")).contains("step 2: held back, requests go on to see tuned@0"));
    }

    @Test
    void aVersionIsKeptAtEachValidationWithTheBitsOfTheResult() throws IOException {
        Path model = TestJobs.model(folder.resolve("model"));
        Path out = folder.resolve("out");
        run(TestJobs.conf("local[1]", model, out), new ArrayList<>());
        assertEquals(List.of(0L, 2L, 4L), versions(out).steps());
        for (String file : List.of("adapter_model.safetensors", "adapter_config.json")) {
            assertArrayEquals(
                    Files.readAllBytes(out.resolve("adapter").resolve(file)),
                    Files.readAllBytes(out.resolve("versions/4").resolve(file)));
        }
        assertEquals(out.resolve("adapter").toString(), versions(out).served().folder());
    }

    @Test
    void versionsThatCannotBeKeptArePublishedAllTheSame() throws IOException {
        Path model = TestJobs.model(folder.resolve("model"));
        Path out = Files.createDirectories(folder.resolve("out"));
        Files.writeString(out.resolve("versions"), "a file where the folder should be");
        List<TrainingEvent> events = new ArrayList<>();

        FinetuneResult result = run(TestJobs.conf("local[1]", model, out), events);

        assertTrue(Files.exists(Path.of(result.result()).resolve("adapter_model.safetensors")));
        assertEquals(
                List.of(0L, 1L, 2L, 3L, 4L),
                events.stream()
                        .filter(TrainingEvent.Published.class::isInstance)
                        .map(TrainingEvent::step)
                        .toList());
    }

    private static VersionFolders versions(Path out) {
        return VersionFolders.in(out.toString(), new Configuration()).orElseThrow();
    }

    private static FinetuneResult run(SparkConf conf, List<TrainingEvent> events) {
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            return new FinetuneJob(application).run(new JobObserver() {
                @Override
                public void trained(TrainingEvent event) {
                    events.add(event);
                }
            });
        }
    }

    private static byte[] weights(Path out) throws IOException {
        return Files.readAllBytes(out.resolve("adapter/adapter_model.safetensors"));
    }
}
