package dev.braid.submit.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs that cannot work, started with the distribution's own {@code braid}: each ends with exit code 1 and one line that
 * says why, without a stack trace, and leaves no process behind.
 */
@Tag("cluster")
class BadJobTest {
    private static final Path BRAID = Path.of(System.getProperty("braid.dist"), "bin", "braid");
    private static final String ROW = "{\"prompt\": \"Who has the jar?\", \"completion\": \"Tom.\"}\n";

    @TempDir
    Path folder;

    private TinyFolder model;
    private Path data;

    @BeforeEach
    void prepare() throws IOException {
        model = TinyFolder.write(folder.resolve("model"));
        data = Files.writeString(folder.resolve("data.jsonl"), ROW.repeat(8));
    }

    private void refused(List<String> options, String... parts) throws Exception {
        List<String> words = new ArrayList<>(List.of(BRAID.toString(), "finetune"));
        words.addAll(List.of("--model", model.path().toString(), "--data", data.toString()));
        words.addAll(List.of("--out", folder.resolve("out").toString()));
        words.addAll(List.of("--conf", "spark.ui.enabled=false", "--conf", "spark.braid.data.cutoff=32"));
        words.addAll(List.of("--conf", "spark.braid.train.max.steps=1"));
        words.addAll(List.of("--conf", "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
        words.addAll(options);
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        Process process = new ProcessBuilder(words)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        Set<ProcessHandle> children = watch(process, err);
        String said = Files.readString(err);
        assertEquals(1, process.exitValue(), said);
        assertEquals("", Files.readString(out));
        String errors =
                said.lines().filter(line -> line.startsWith("braid: error: ")).collect(Collectors.joining("\n"));
        Command.assertOneLine(errors, parts);
        assertFalse(said.lines().anyMatch(line -> line.matches("\\s+at \\S+\\(.*")), said);
        for (ProcessHandle child : children) {
            child.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    /** All processes that it started until it ended. */
    private static Set<ProcessHandle> watch(Process process, Path err) throws Exception {
        Set<ProcessHandle> seen = new HashSet<>();
        for (int ticks = 0; !process.waitFor(100, TimeUnit.MILLISECONDS); ticks++) {
            process.descendants().forEach(seen::add);
            if (ticks > 1800) {
                process.destroyForcibly().waitFor();
                seen.forEach(ProcessHandle::destroyForcibly);
                throw new IllegalStateException("braid did not end; it said: " + Files.readString(err));
            }
        }
        return seen;
    }

    private static List<String> local(String... conf) {
        List<String> options = new ArrayList<>(List.of("--master", "local[1]"));
        for (String pair : conf) {
            options.addAll(List.of("--conf", pair));
        }
        return options;
    }

    @Test
    void unknownKeyAndMaster() throws Exception {
        refused(
                local("spark.braid.train.epoch=1"),
                "unknown key spark.braid.train.epoch",
                "did you mean spark.braid.train.epochs?");
        refused(List.of("--master", "lokal"), "spark.master is lokal", "local[CORES]");
    }

    @Test
    void tooLittleMemoryOverhead() throws Exception {
        refused(
                List.of("--master", "local-cluster[1,1,1024]", "--conf", "spark.executor.memoryOverhead=16m"),
                "spark.executor.memoryOverhead is 16m",
                "set it to at least ");
    }

    @Test
    void tokenizerMissing() throws Exception {
        Files.delete(model.path().resolve("tokenizer.json"));
        refused(local(), "tokenizer missing: " + model.path() + "/tokenizer.json");
    }

    @Test
    void emptyDataset() throws Exception {
        Files.writeString(data, "");
        refused(local(), "dataset " + data + " is empty");
    }

    @Test
    void binaryGarbageAsRows() throws Exception {
        byte[] garbage = new byte[3000];
        new Random(1).nextBytes(garbage);
        Files.write(data, garbage);
        refused(local(), "dataset " + data, "can be trained on", data + ":1: not UTF-8 text");
        assertTrue(Files.isDirectory(folder.resolve("out").resolve("data")));
    }

    @Test
    void aRowThatNeedsATemplateIsNoStackTrace() throws Exception {
        TinyFolder.editFile(model.path().resolve("tokenizer_config.json"), config -> config.remove("chat_template"));
        refused(local(), "no chat template", "spark.braid.data.template");
    }

    @Test
    void portInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            refused(
                    local("spark.braid.serve.port=" + port),
                    "port " + port + " on 127.0.0.1",
                    "set spark.braid.serve.port to another");
        }
    }
}
