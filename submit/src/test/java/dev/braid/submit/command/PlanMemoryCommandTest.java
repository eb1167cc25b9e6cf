package dev.braid.submit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanMemoryCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of("plan-memory"));
        all.addAll(List.of(args));
        return BraidCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void aKnownShapeAsTableAndJson() throws IOException {
        Path json = folder.resolve("plan.json");
        String[] args = {"--model", "llama-3.2-1b", "--adapter", "ia3", "--seq", "512", "--json", json.toString()};
        assertEquals(0, run(args), err::toString);
        JsonNode plan = new ObjectMapper().readTree(json.toFile());
        List<String> passes = new ArrayList<>();
        long before = Long.MAX_VALUE;
        for (JsonNode pass : plan.get("passes")) {
            passes.add(pass.get("pass").asText());
            assertTrue(pass.get("bytes").asLong() < before, plan.get("passes")::toString);
            before = pass.get("bytes").asLong();
        }
        assertEquals(List.of("none", "prune", "rematerialise", "token-level"), passes);
        long saved = 0;
        for (JsonNode operator : plan.get("operators")) {
            saved += operator.get("saved").get("prune").asLong();
        }
        assertEquals(plan.get("passes").get(1).get("saved").asLong(), saved);
        assertTrue(out.toString().contains("mlp.gate_proj"), out::toString);
        assertTrue(out.toString().contains(String.format("%.3f", before / 1e9)), out::toString);
    }

    @Test
    void whatIsOutOfBoundsIsNamed() {
        assertEquals(1, run("--model", "llama-3.1-80b"));
        assertTrue(err.toString().contains("did you mean llama-3.1-"), err::toString);
        assertEquals(1, run("--model", "llama-2-7b", "--seq", "5000"));
        assertTrue(err.toString().contains("--seq is 5000, must be at most 4096"), err::toString);
        assertEquals(1, run("--model", "llama-2-7b", "--target", "w1"));
        assertTrue(err.toString().contains("--target names w1, must be one of [q_proj"), err::toString);
        assertEquals(2, run("--model", "llama-2-7b", "--adapter", "prefix"));
        assertTrue(err.toString().contains("prefix"), err::toString);
    }
}
