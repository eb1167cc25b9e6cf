package dev.braid.submit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.dl4j.zoo.Dl4jZoo;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
    private static final String PLANNING = Path.of("..", "conf", "planning").toString();
    private static final Map<String, String> USUAL =
            Map.of("--devices", "4", "--memory", "1GiB", "--bandwidth", "1GB/s", "--batch", "16");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return BraidCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private int plan(Path graph, String... options) {
        List<String> args = new ArrayList<>(List.of("plan", "--graph", graph.toString()));
        args.addAll(List.of(options));
        USUAL.forEach((option, value) -> {
            if (!args.contains(option)) {
                args.addAll(List.of(option, value));
            }
        });
        return run(args.toArray(String[]::new));
    }

    private void refused(String part, Path graph, String... options) {
        assertEquals(1, plan(graph, options), err::toString);
        assertOneLine(part);
    }

    @Test
    void modelsOfDl4jAreGraphsToo() throws IOException {
        Path model = folder.resolve("model");
        Files.writeString(
                model,
                Dl4jZoo.configuration("zoo:candle-uno?branches=2&layers=2&hidden=64")
                        .toJson());
        Path json = folder.resolve("plan.json");
        String[] rates = {"--flops", "1TFLOPS", "--memory-bandwidth", "100GB/s", "--json", json.toString()};
        assertEquals(0, plan(model, rates), err::toString);
        assertTrue(new ObjectMapper().readTree(json.toFile()).get("feasible").asBoolean());
        refused(
                "no input",
                model,
                "--input",
                "nobody=feedforward:3",
                "--flops",
                "1TFLOPS",
                "--memory-bandwidth",
                "1GB/s");
        refused("--input is for models of DL4J", Path.of("zoo:mmt"), "--input", "in=feedforward:3");
    }

    private void assertOneLine(String part) {
        assertTrue(err.toString().startsWith("braid: error: "), err::toString);
        assertTrue(err.toString().contains(part), err::toString);
        assertEquals(1, err.toString().strip().lines().count(), err::toString);
    }

    private Path graph(String operators, String edges) throws IOException {
        return Files.writeString(
                folder.resolve("graph.json"), "{\"operators\": [" + operators + "], \"edges\": [" + edges + "]}");
    }

    private static String operator(String id, String more) {
        return "{\"id\": \"" + id + "\", \"forward\": \"1ms\", \"backward\": \"2ms\"" + more + "}";
    }

    private static String edge(String from, String to) {
        return "{\"from\": \"" + from + "\", \"to\": \"" + to + "\", \"bytes\": 1000}";
    }

    private Path branches() throws IOException {
        return graph(
                operator("a", "") + "," + operator("b", "") + "," + operator("c", "") + "," + operator("join", ""),
                edge("a", "join") + "," + edge("b", "join") + "," + edge("c", "join"));
    }

    @Test
    void everyPlannerWritesTheSameKeys() throws IOException {
        for (String planner : List.of("graph", "pipedream", "2bw", "piper", "sequential", "data-parallel")) {
            Path json = folder.resolve("deep/" + planner + ".json");
            assertEquals(0, plan(branches(), "--planner", planner, "--json", json.toString()), err::toString);
            JsonNode root = new ObjectMapper().readTree(json.toFile());
            assertEquals(planner, root.get("planner").asText());
            assertTrue(root.get("feasible").asBoolean());
            Set<String> operators = new TreeSet<>();
            for (JsonNode stage : root.get("stages")) {
                stage.get("operators").forEach(id -> operators.add(id.asText()));
                for (String key : List.of("id", "devices", "micro_batch", "in_flight", "successors", "memory_bytes")) {
                    assertTrue(stage.has(key), stage::toString);
                }
            }
            assertEquals(Set.of("a", "b", "c", "join"), operators);
            assertTrue(root.get("iteration_time").asDouble() > 0
                    && root.get("depth").asInt() > 0);
            assertTrue(out.toString().contains("per mini-batch"), out::toString);
        }
    }

    @Test
    void thePageShowsTheRivals() throws IOException {
        Path pages = folder.resolve("pages");
        assertEquals(
                0,
                plan(branches(), "--against", "sequential,2bw", "--schedule", "split", "--out", pages.toString()),
                err::toString);
        String page = Files.readString(pages.resolve("plan.html"));
        assertTrue(page.contains("sequential") && page.contains("2bw") && !page.contains("pipedream"));
        assertTrue(Files.exists(pages.resolve("graph.json")) && Files.exists(pages.resolve("2bw.json")));
    }

    @Test
    void whatDoesNotFitIsWrittenAndNamed() throws IOException {
        Path json = folder.resolve("none.json");
        Path graph = graph(operator("small", "") + "," + operator("big", ", \"parameter_bytes\": \"1GiB\""), "");
        refused("operator big is too large", graph, "--json", json.toString());
        assertTrue(err.toString().contains("3221225472 bytes too many"), err::toString);
        JsonNode root = new ObjectMapper().readTree(json.toFile());
        assertTrue(
                !root.get("feasible").asBoolean() && root.get("reason").asText().contains("big"), root::toString);
    }

    @Test
    void badGraphsAreOneLine() throws IOException {
        String two = operator("a", "") + "," + operator("b", "");
        refused("cycle", graph(two, edge("a", "b") + "," + edge("b", "a")));
        refused("no operator has this id", graph(two, edge("a", "c")));
        refused("ids must differ", graph(operator("a", "") + "," + operator("a", ""), ""));
        refused("at least 0", graph(operator("a", ", \"saved_bytes\": -1"), ""));
        refused("finite number", graph(operator("a", ", \"saved_bytes\": NaN"), ""));
        refused("no operator", graph("", ""));
        refused("does not exist", folder.resolve("nowhere.json"));
        refused("did you mean", graph(operator("a", ", \"parameter_byte\": 1"), ""));
    }

    @Test
    void aLargeFileOfNoiseIsRefusedAtOnce() throws IOException {
        Path noise = folder.resolve("noise");
        byte[] some = new byte[1 << 20];
        new Random(1).nextBytes(some);
        try (OutputStream file = Files.newOutputStream(noise)) {
            for (int i = 0; i < 100; i++) {
                file.write(some);
            }
        }
        refused("noise: is a binary file", noise);
    }

    @Test
    void badOptionsAreOneLine() throws IOException {
        Path graph = branches();
        refused("--devices is 0, must be at least 1", graph, "--devices", "0");
        String below = graph.resolve("plan.json").toString();
        refused("plan.json cannot be written", graph, "--json", below);
        assertEquals(1, plan(graph, "--out", graph.toString(), "--against", "2bw"));
        assertTrue(err.toString().contains("graph.json cannot be written"), err::toString);
        refused("--devices is -2", graph, "--devices", "-2");
        refused("--devices is a list", graph, "--devices", "2,4");
        refused("--batch is 0", graph, "--batch", "0");
        refused("--memory is '8', must be a number with a unit, such as 16GiB", graph, "--memory", "8");
        refused("unknown unit gib", graph, "--memory", "8gib");
        refused("--bandwidth", graph, "--bandwidth", "-1GB/s");
        refused("--bandwidth is '25'", graph, "--bandwidth", "25");
        refused("planner is 'graphs'; did you mean graph?", graph, "--planner", "graphs");
        refused("planner is 'gpipe'", graph, "--against", "gpipe");
        refused("--costs is original, but piper has no costs", graph, "--planner", "piper", "--costs", "original");
        refused("need nodes", graph, "--bandwidth-between", "1GB/s");
        refused("--models and --machines belong to --compare", graph, "--models", "mmt");
        refused("state factor", graph, "--state-factor", "NaN");
        assertEquals(2, plan(graph, "--schedule", "zero"), err::toString);
        assertEquals(2, plan(graph, "--devices", "few"), err::toString);
        refused("at most 4096", graph, "--devices", "100000");
        assertEquals(1, run("plan"));
        assertOneLine("--graph is missing");
        assertEquals(1, run("plan", "--graph", graph.toString(), "--devices", "4", "--batch", "4", "--memory", "1GiB"));
        assertOneLine("--bandwidth is missing");
    }

    @Test
    void modelsOfTheZooNeedRatesOrAMachine() {
        assertEquals(1, run("plan", "--graph", "zoo:candle-uno?layers=1", "--devices", "4", "--batch", "16"));
        assertOneLine("is missing");
        String[] machine = {"--planning", PLANNING, "--machine"};
        assertEquals(
                0,
                run(
                        "plan",
                        "--graph",
                        "zoo:candle-uno?layers=1&branches=2",
                        "--devices",
                        "4",
                        "--batch",
                        "16",
                        machine[0],
                        machine[1],
                        machine[2],
                        "h100"),
                err::toString);
        assertTrue(out.toString().contains("(h100)"), out::toString);
        assertEquals(
                1,
                run(
                        "plan",
                        "--graph",
                        "zoo:mmt",
                        "--devices",
                        "4",
                        "--batch",
                        "16",
                        machine[0],
                        machine[1],
                        machine[2],
                        "h10"));
        assertOneLine("did you mean h100?");
        assertEquals(1, run("plan", "--graph", "zoo:mtm"));
        assertOneLine("did you mean zoo:mmt?");
    }

    @Test
    void theComparisonIsATableJsonAndPage() throws IOException {
        Path json = folder.resolve("compare.json");
        assertEquals(
                0,
                run(
                        "plan",
                        "--compare",
                        "--planning",
                        PLANNING,
                        "--models",
                        "case-study",
                        "--machines",
                        "h100",
                        "--devices",
                        "2",
                        "--growth",
                        "skip",
                        "--json",
                        json.toString(),
                        "--out",
                        folder.toString()),
                err::toString);
        JsonNode rows = new ObjectMapper().readTree(json.toFile()).get("rows");
        assertEquals(7, rows.size());
        Set<String> planners = new TreeSet<>();
        for (JsonNode row : rows) {
            planners.add(row.get("planner").asText());
            assertEquals("case-study", row.get("model").asText());
            assertEquals("h100", row.get("hardware").asText());
            assertEquals(2, row.get("devices").asInt());
            assertTrue(row.get("throughput").asDouble() > 0 && row.has("search_seconds"), row::toString);
        }
        assertTrue(planners.containsAll(Set.of("graph", "graph+split", "pipedream", "2bw", "piper")));
        assertTrue(rows.get(0).get("speedup_over_best_rival").asDouble() >= 1 - 1e-9, rows::toString);
        assertTrue(err.toString().contains("case-study on 2 of h100"), err::toString);
        assertTrue(Files.readString(folder.resolve("comparison.html")).contains("case-study on h100"));
    }
}
