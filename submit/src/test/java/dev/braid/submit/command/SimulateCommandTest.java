package dev.braid.submit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
    private static final Set<String> FIELDS = new TreeSet<>(Set.of(
            "model",
            "policy",
            "load",
            "requests_per_s",
            "attainment",
            "finetune_tokens_per_s",
            "inference_tokens_per_s",
            "tpot_ms",
            "ttft_ms",
            "ideal_time_slicing",
            "ideal_roofline"));

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return BraidCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private void refused(int exit, String part, String... options) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> args = new ArrayList<>(List.of("simulate", "--seconds", "5"));
        args.addAll(List.of(options));
        assertEquals(exit, run(args.toArray(String[]::new)), err::toString);
        assertTrue(err.toString().startsWith("braid: error: "), err::toString);
        assertTrue(err.toString().contains(part), err::toString);
        assertEquals(exit == 1 ? 1 : 2, err.toString().strip().lines().count(), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void rowsGoToTableJsonAndPage() throws Exception {
        Path json = folder.resolve("deep/rows.json");
        int exit = run(
                "simulate",
                "--model",
                "llama-3.1-8b",
                "--gpu",
                "h100-sxm",
                "--devices",
                "2",
                "--rates",
                "2,4",
                "--seconds",
                "20",
                "--arrivals",
                "poisson",
                "--policies",
                "co-serving,spatial-40",
                "--json",
                json.toString(),
                "--out",
                folder.resolve("out").toString());
        assertEquals(0, exit, err::toString);
        assertTrue(out.toString().contains("spatial-40"), out::toString);
        JsonNode root = new ObjectMapper().readTree(json.toFile());
        assertEquals(4, root.get("rows").size());
        for (JsonNode row : root.get("rows")) {
            Set<String> names = new TreeSet<>();
            row.fieldNames().forEachRemaining(names::add);
            assertEquals(FIELDS, names);
            assertTrue(
                    row.at("/tpot_ms/p50").isNumber() && row.at("/ttft_ms/p99").isNumber(), row::toString);
        }
        assertEquals(1, root.size());
        assertTrue(Files.readString(folder.resolve("out/coserving.html")).contains("spatial-40"));
        assertEquals(
                root,
                new ObjectMapper().readTree(folder.resolve("out/coserving.json").toFile()));
    }

    @Test
    void aTraceOfAFileIsPlayed() throws Exception {
        Path trace = folder.resolve("trace.csv");
        Files.writeString(trace, "timestamp,prompt_tokens,output_tokens\n0,100,20\n1.5,300,5\n9,50,80\n");
        assertEquals(
                0,
                run("simulate", "--model", "llama-3.1-8b", "--trace", trace.toString(), "--policies", "co-serving"),
                err::toString);
        assertTrue(out.toString().contains("trace.csv"), out::toString);
        Files.writeString(trace, "timestamp,prompt_tokens,output_tokens\n0,100,20\n1.5,many,5\n");
        refused(
                1,
                "trace.csv, line 3: prompt_tokens is 'many'",
                "--model",
                "llama-3.1-8b",
                "--trace",
                trace.toString());
        refused(
                1,
                "no-such.csv",
                "--model",
                "llama-3.1-8b",
                "--trace",
                folder.resolve("no-such.csv").toString());
    }

    @Test
    void badOptionsAreOneLine() {
        refused(1, "model is 'llama', must be one of llama-3.1-8b", "--model", "llama");
        refused(1, "gpu is 'a100', must be one of", "--model", "llama-3.1-8b", "--gpu", "a100");
        refused(1, "--model is missing");
        refused(1, "the preset sets it", "--preset", "paper", "--gpu", "l4");
        refused(1, "policy is 'best'", "--model", "llama-3.1-8b", "--policies", "best");
        refused(1, "--rates has -1.0", "--model", "llama-3.1-8b", "--rates", "-1");
        refused(1, "raise the tensor-parallel degree", "--model", "llama-3.1-70b");
        refused(2, "--arrivals", "--model", "llama-3.1-8b", "--arrivals", "weekly");
        refused(2, "--rates", "--model", "llama-3.1-8b", "--rates", "few");
    }
}
