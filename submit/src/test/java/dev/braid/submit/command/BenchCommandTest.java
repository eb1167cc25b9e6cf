package dev.braid.submit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        List<String> words = new ArrayList<>(List.of("bench"));
        words.addAll(List.of(args));
        return BraidCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
    }

    private JsonNode measured(String bench, int rows, String... args) throws IOException {
        Path file = folder.resolve(bench + ".json");
        List<String> words = new ArrayList<>(List.of(bench));
        words.addAll(List.of(args));
        words.addAll(List.of("--threads", "1", "--seconds", "0.01", "--json", file.toString()));
        assertEquals(0, run(words.toArray(String[]::new)), err::toString);
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        assertEquals(bench, root.path("bench").asText());
        assertEquals(rows, root.path("rows").size());
        assertTrue(out.toString().startsWith(bench + ": FMA peak "), out::toString);
        assertTrue(out.toString().contains("fraction_of_peak"), out::toString);
        return root;
    }

    @Test
    void withoutABenchmarkItNamesThem() {
        assertEquals(0, run());
        for (String bench : List.of("gemm", "decode", "finetune")) {
            assertTrue(out.toString().contains("  " + bench + " "), out::toString);
        }
    }

    @Test
    void gemmTakesRowsAndShapes() throws IOException {
        JsonNode root = measured("gemm", 12, "--rows", "2,3", "--shapes", "33x40,64x32");
        assertEquals(33, root.path("rows").get(0).path("out").asInt());
        assertEquals(40, root.path("rows").get(0).path("in").asInt());
    }

    @Test
    void decodeDrawsAModelOfAShape() throws IOException {
        JsonNode root = measured("decode", 4, "--shape", "1x64x96", "--batch", "1,2", "--prompt", "5", "--tokens", "3");
        assertEquals("drawn weights, 1x64x96", root.path("model").asText());
        assertEquals(96, root.path("intermediate").asInt());
    }

    @Test
    void finetuneTakesAModelFolderAndTargets() throws IOException {
        Path bundled = Path.of("..", "datasets", "models", "braid-tiny");
        JsonNode root = measured(
                "finetune", 2, "--model", bundled.toString(), "--rank", "2", "--targets", "q_proj", "--length", "16");
        assertEquals(bundled.toString(), root.path("model").asText());
        assertEquals(5 * 2 * (192 + 192), root.path("trained_parameters").asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemm --shapes 12y7 | --shapes is '12y7', must be OUTxIN, each at least 1",
                "gemm --shapes 0x7 | --shapes is '0x7', must be OUTxIN, each at least 1",
                "gemm --rows 0 | rows is 0, must be at least 1",
                "gemm --seconds 0 | seconds is 0.0, must be above 0",
                "gemm --json no/such/folder/x.json | --json is no/such/folder/x.json, must be a file in a folder that exists and can be written to",
                "decode --batch 0 --shape 1x64x64 | batch is 0, must be at least 1",
                "decode --shape 1x64 | --shape is '1x64', must be LAYERSxHIDDENxINTERMEDIATE, each at least 1",
                "decode --shape 1x70x64 | hidden size of the shape is 70, must be a multiple of 64",
                "finetune --model x --shape 1x64x64 | --model and --shape exclude each other; leave one out",
                "finetune --rank 0 --shape 1x64x64 | rank is 0, must be at least 1"
            })
    void whatCannotBeMeasuredIsOneErrorAndCodeOne(String args, String message) {
        assertEquals(1, run(args.split(" ")));
        assertEquals("braid: error: " + message, err.toString().strip());
        assertEquals("", out.toString());
    }

    @Test
    void aModelFolderThatIsNoneIsNamed() {
        assertEquals(1, run("decode", "--model", folder.resolve("none").toString()));
        assertEquals(1, err.toString().strip().lines().count(), err::toString);
        assertTrue(err.toString().contains("none"), err::toString);
    }

    @Test
    void numbersThatAreNoneAreWrongUsage() {
        assertEquals(2, run("gemm", "--rows", "many"));
        assertTrue(err.toString().contains("--rows"), err::toString);
        assertFalse(Files.exists(folder.resolve("gemm.json")));
    }
}
