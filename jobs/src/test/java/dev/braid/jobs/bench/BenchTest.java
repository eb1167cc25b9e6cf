package dev.braid.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    private static final RandomModel.Shape TINY = new RandomModel.Shape(2, 128, 192);
    private static final Duration BRIEF = Duration.ofMillis(5);

    @TempDir
    Path folder;

    private BenchModel model() {
        RandomModel.write(folder.resolve("model"), TINY);
        return new BenchModel(folder.resolve("model"), "tiny");
    }

    private DecodeRun.Settings decode(Optional<Path> adapter, int prompt) {
        return new DecodeRun.Settings(model(), adapter, List.of(1, 3), prompt, 4, 1, BRIEF);
    }

    private FinetuneRun.Settings finetune(int length) {
        return new FinetuneRun.Settings(model(), 4, TargetModules.all(), length, 2, 1, BRIEF);
    }

    /** Reads the report back from its file and checks what all reports have in common. */
    private JsonNode json(BenchReport report, String bench) throws IOException {
        Path file = folder.resolve("report.json");
        BenchJson.write(report, file);
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        assertEquals(bench, root.path("bench").asText());
        assertEquals(1, root.path("threads").asInt());
        assertEquals(System.getProperty("java.version"), root.path("java").asText());
        assertPositive(root, "peak_gflops");
        assertTrue(root.path("counted").asText().contains("multiply-add"), root::toString);
        for (JsonNode row : root.path("rows")) {
            assertPositive(row, "tokens_per_s");
            assertPositive(row, "gflops");
            assertPositive(row, "fraction_of_peak");
            assertTrue(row.path("fraction_of_peak").asDouble() < 1.5, row::toString);
            assertEquals(
                    row.path("gflops").asDouble() / root.path("peak_gflops").asDouble(),
                    row.path("fraction_of_peak").asDouble(),
                    1e-9);
        }
        return root;
    }

    private static void assertPositive(JsonNode node, String key) {
        assertTrue(node.path(key).isNumber() && node.path(key).asDouble() > 0, () -> key + " in " + node);
    }

    private static List<String> column(JsonNode root, String key) {
        return StreamSupport.stream(root.path("rows").spliterator(), false)
                .map(row -> row.path(key).asText())
                .toList();
    }

    @Test
    void gemmTimesEveryProduct() throws IOException {
        GemmRun.Settings settings =
                new GemmRun.Settings(List.of(8, 16), List.of(new GemmRun.Weight(64, 96)), 1, Duration.ofMillis(20));
        JsonNode root = json(GemmRun.run(settings), "gemm");
        assertEquals(
                List.of("forward", "grad_input", "grad_weight", "forward", "grad_input", "grad_weight"),
                column(root, "product"));
        assertEquals(List.of("8", "8", "8", "16", "16", "16"), column(root, "rows"));
        assertEquals(
                List.of("64", "96"),
                List.of(column(root, "out").get(0), column(root, "in").get(0)));
    }

    @Test
    void decodeTimesPrefillAndDecodePerBatch() throws IOException {
        JsonNode root = json(DecodeRun.run(decode(Optional.empty(), 8)), "decode");
        assertEquals(List.of("prefill", "decode", "prefill", "decode"), column(root, "phase"));
        assertEquals(List.of("1", "1", "3", "3"), column(root, "batch"));
        for (JsonNode row : root.path("rows")) {
            if (row.path("phase").asText().equals("decode")) {
                assertPositive(row, "tpot_ms");
                assertPositive(row, "weight_gb_per_s");
                double perSecond =
                        row.path("batch").asDouble() * 1e3 / row.path("tpot_ms").asDouble();
                assertEquals(perSecond, row.path("tokens_per_s").asDouble(), perSecond * 1e-9);
            }
        }
        assertEquals(
                HfFolder.open(folder.resolve("model")).config().parameters(),
                root.path("parameters").asLong());
    }

    @Test
    void decodeRunsWithAnAdapter() throws IOException {
        ModelConfig config = ModelConfig.read(model().folder());
        LoraConfig lora = LoraConfig.of(4, 8, TargetModules.all());
        Path adapter = folder.resolve("adapter");
        Adapters.write(adapter, lora, config, Adapters.initial(Adapters.shape(config, lora), 1));
        JsonNode root = json(DecodeRun.run(decode(Optional.of(adapter), 8)), "decode");
        assertEquals(adapter.toString(), root.path("adapter").asText());
    }

    @Test
    void finetuneTimesForwardAloneAndWithBackward() throws IOException {
        JsonNode root = json(FinetuneRun.run(finetune(24)), "finetune");
        assertEquals(List.of("forward", "forward_backward"), column(root, "pass"));
        assertEquals(4, root.path("rank").asInt());
        assertPositive(root, "trained_parameters");
    }

    @Test
    void textHasALineForEachRowAndGapsForFiguresThatARowLacks() {
        BenchReport report = new BenchReport(
                "gemm",
                100,
                2,
                "17",
                List.of(new Figure.Word("model_name", "m")),
                List.of(
                        new BenchReport.Row(List.of(new Figure.Count("batch", 10))),
                        new BenchReport.Row(
                                List.of(new Figure.Count("batch", 1), new Figure.Measure("tpot_ms", 2.346, 2)))));
        assertEquals(
                List.of(
                        "gemm: FMA peak 100.0 GFLOP/s of 2 threads, Java 17",
                        "model name: m",
                        "",
                        "batch  tpot_ms",
                        "   10        -",
                        "    1     2.35"),
                BenchText.lines(report));
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        assertRefused("prompt 4096 and tokens 4 at batch 3", () -> DecodeRun.run(decode(Optional.empty(), 4096)));
        assertRefused(
                "length is 5000, must be at most the model's context of 4096", () -> FinetuneRun.run(finetune(5000)));
        assertRefused("prompt is 0, must be at least 1", () -> decode(Optional.empty(), 0));
        assertRefused(
                "hidden size of the shape is 100, must be a multiple of 64", () -> new RandomModel.Shape(1, 100, 8));
        assertRefused(
                "seconds is 0.0, must be above 0",
                () -> new GemmRun.Settings(List.of(1), List.of(new GemmRun.Weight(1, 1)), 1, Duration.ZERO));
    }

    private static void assertRefused(String part, Runnable work) {
        String message = assertThrows(IllegalArgumentException.class, work::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
