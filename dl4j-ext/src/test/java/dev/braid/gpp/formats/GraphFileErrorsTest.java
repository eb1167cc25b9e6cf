package dev.braid.gpp.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphFileErrorsTest {
    private static final String BRAID = """
            {"operators": [{"id": "a", "forward": 1}, {"id": "b", "forward": 1, "input_gradient": 2}],
             "edges": [{"from": "a", "to": "b", "bytes": 4}],
             "devices": {"count": 2, "memory": "8GiB", "bandwidth": "25GiB/s"},
             "training": {"mini_batch": 8, "state_factor": 3}}
            """;
    private static final String PIPER = """
            {"maxDevices": 4, "maxMemoryPerDevice": 8e9, "bandwidth": 1e9, "mbsInBatch": 16, "note": "kept out",
             "nodes": [
               {"id": 0, "TMPCs": {"1": [{"id": "vanilla", "timePerSample": 3, "parameterSize": 2, "memoryUsageA": 5,
                 "memoryUsageB": 8, "syncTimeFw": {}, "syncTimeBw": {"1": 0}}]}},
               {"id": 1, "name": "two", "TMPCs": {"1": [{"id": "vanilla", "timePerSample": 3, "parameterSize": 0,
                 "memoryUsageA": 5, "memoryUsageB": 0, "syncTimeFw": {"0": 0}, "syncTimeBw": {}}]}}],
             "edges": [{"sourceId": 0, "destId": 1, "communicationCost": 7}]}
            """;
    private static final String COSTS =
            "forward_compute_time=1.5, backward_compute_time=2, activation_size=8.0, parameter_size=4";
    private static final String PIPEDREAM = "node1 -- Input0 -- " + COSTS + "\n"
            + "node2 -- Seq(  (a -- b): Linear(1, 2) -- x) -- " + COSTS.replace("8.0", "[8.0; 2.0]")
            + " -- stage_id=3\n"
            + "\tnode1 -- node2\n\n";

    @TempDir
    private Path folder;

    @Test
    void theFormatShowsInTheContentAndNotInTheName() throws IOException {
        assertInstanceOf(BraidGraph.class, read(BRAID));
        assertInstanceOf(BraidGraph.class, read("\uFEFF \n" + BRAID));
        PiperInput piper = assertInstanceOf(PiperInput.class, read(PIPER));
        assertEquals(4, piper.training().orElseThrow().stateFactor());
        assertEquals("two", piper.nodes().get(1).name());
        PipeDreamProfile profile = assertInstanceOf(PipeDreamProfile.class, read(PIPEDREAM));
        assertEquals(
                new PipeDreamProfile.Node(
                        "node2",
                        "Seq(  (a -- b): Linear(1, 2) -- x)",
                        0.0015,
                        0.002,
                        List.of(8.0, 2.0),
                        4,
                        OptionalInt.of(3)),
                profile.nodes().get(1));
    }

    @Test
    void braidsErrorsNameThePath() throws IOException {
        braid(
                "\"to\": \"b\"",
                "\"to\": \"bb\"",
                "$.edges[0].to is \"bb\", but no operator has this id; did you mean \"b\"");
        braid("\"id\": \"b\"", "\"id\": \"a\"", "$.operators[1].id is \"a\", which an earlier operator has");
        braid("\"forward\": 1}", "\"forward\": -1}", "$.operators[0].forward: seconds per sample is -1.0");
        braid("\"forward\": 1}", "\"forward\": NaN}", "$.operators[0].forward is \"NaN\", but must be a finite number");
        braid(
                "\"forward\": 1}",
                "\"forward\": 1e999}",
                "$.operators[0].forward is \"Infinity\", but must be a finite number");
        braid("\"forward\": 1}", "\"forward\": []}", "$.operators[0].forward is a list of 0 values, but must be");
        braid("\"forward\": 1}", "\"forwrd\": 1}", "unknown key \"forwrd\"; did you mean forward? Known are id, ");
        braid("\"forward\": 1}", "\"forward\": null}", "$.operators[0] has no \"forward\", which is needed");
        braid("\"forward\": 1}", "\"forward\": 1, \"id\": \"c\"}", "line 1, column 46 is not valid JSON: Duplicate");
        braid(
                "\"input_gradient\"",
                "\"weight_gradient\": 2, \"backward\"",
                "$.operators[1] has \"backward\" and a part");
        braid("\"forward\": 1}", "\"forward\": {\"flops\": 1}}", "$.devices has no \"flops_per_second\"");
        braid("\"count\": 2", "\"count\": 0", "$.devices: number of devices is 0, but must be at least 1");
        braid("\"count\": 2", "\"count\": 2.5", "$.devices.count is 2.5, but must be a whole number");
        braid("8GiB", "8Gib", "$.devices.memory: \"8Gib\" has the unknown unit Gib; did you mean GiB?");
        braid("\"mini_batch\": 8", "\"mini_batch\": 0", "$.training: mini-batch is 0");
        braid(
                "}],\n \"devices\"",
                "}, {\"from\": \"b\", \"to\": \"a\", \"bytes\": 0}],\n \"devices\"",
                "cycle: a -> b -> a");
        braid("[{\"from\"", "[{\"from\": \"a\", \"to\": \"b\", \"bytes\": 4}, {\"from\"", "edge a -> b occurs twice");
        braid("\"edges\"", "\"edge\"", "has the unknown key \"edge\"; did you mean edges?");
        refused("no operator", "{\"operators\": [], \"edges\": []}");
    }

    @Test
    void pipersErrorsNameThePath() throws IOException {
        piper("\"destId\": 1", "\"destId\": 9", "$.edges[0].destId is 9, but no node has this id");
        piper("\"id\": 1,", "\"id\": 0,", "$.nodes[1].id is 0, which an earlier node has");
        piper("\"memoryUsageB\": 8", "\"memoryUsageB\": -8", "$.nodes[0].TMPCs.1[0]: memoryUsageB is -8.0");
        piper("\"timePerSample\": 3", "\"timePerSample\": \"3\"", "TMPCs.1[0].timePerSample is \"3\", but must be");
        piper("\"maxDevices\": 4", "\"maxDevices\": 0", "maxDevices is 0, but must be at least 1");
        piper("\"1\": [", "\"2\": [", "node 0 has no configuration \"vanilla\" for tensor parallelism 1");
        piper("\"1\": [", "\"one\": [", "$.nodes[0].TMPCs.one has the key \"one\"");
        piper("\"bandwidth\": 1e9, ", "", "$ has no \"bandwidth\", which is needed; it has [maxDevices");
        piper("\"mbsInBatch\": 16, ", "", "$ has no \"mbsInBatch\"");
        piper(
                "[{\"sourceId\"",
                "[{\"sourceId\": 1, \"destId\": 0, \"communicationCost\": 0}, {\"sourceId\"",
                "cycle: ");
    }

    @Test
    void pipeDreamsErrorsNameTheLine() throws IOException {
        pipedream("node1 -- node2", "node1 -- node3", "line 3: edge node1 -- node3 names node3, but no line describes");
        pipedream("node1 -- node2", "node2 -- node2", "node2 -> node2 is a cycle");
        pipedream("node1 -- node2", "node1 node2", "line 3: \"node1 node2\" must be \"node -- description");
        pipedream("node1 -- node2", "node1 -- node2\n\tnode1 -- node2", "line 4: \"node1 -- node2\" is an edge that");
        pipedream("node2 -- Seq", "node1 -- Seq", "has the id node1, which an earlier line has");
        pipedream("=1.5", "=-1.5", "line 1: \"node1 -- Input0");
        pipedream("=1.5", "=NaN", "forward_compute_time is NaN, but must be a number of at least 0");
        pipedream("=1.5", "=fast", "has a cost that is no number");
        pipedream("8.0; 2.0", "8.0; x", "line 2: ");
        pipedream(", activation_size=8.0", "", "line 1: ");
        refused("line 1: \"a -- b -- c\" must be", "a -- b -- c");
    }

    @Test
    void otherFilesAreRefusedByWhatTheyAre() throws IOException {
        refused("is empty", "");
        refused("is empty", " \n\t\n");
        refused("line 1 is \"hello\", which begins no graph file", "hello\nnode1 -- Input -- " + COSTS);
        refused("line 1 is \"[1, 2]\"", "[1, 2]");
        refused("$ has the keys [weights], which no graph file has", "{\"weights\": 1}");
        refused("is not valid JSON", "{\"a\": 1} {");
        refused("is not valid JSON", "{\"a\":".repeat(100_000));
        for (int length = 1; length < BRAID.strip().length(); length += 7) {
            refused("is not valid JSON", BRAID.substring(0, length));
        }
        assertThrows(GraphFileException.class, () -> GraphFile.read(folder));
        assertThrows(GraphFileException.class, () -> GraphFile.read(folder.resolve("missing")));
    }

    @Test
    void noiseIsRefusedWhateverItsSize() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] noise = new byte[1 << 20];
        for (int i = 0; i < 20; i++) {
            random.nextBytes(noise);
            Files.write(folder.resolve("graph"), noise);
            assertThrows(GraphFileException.class, () -> GraphFile.read(folder.resolve("graph")), "seed " + seed);
        }
        refuseLarge(noise, "is a binary file");
        refuseLarge("node1 -- Input -- x\n".getBytes(StandardCharsets.UTF_8), "bytes, but at most 33554432 are read");
        refuseLarge("{ x ".getBytes(StandardCharsets.UTF_8), "bytes, but at most 33554432 are read");
        refuseLarge("noise".getBytes(StandardCharsets.UTF_8), "which begins no graph file");
    }

    private void refuseLarge(byte[] block, String reason) throws IOException {
        Path file = folder.resolve("large");
        byte[] head = Arrays.copyOf(block, 1 << 20);
        for (int i = block.length; i < head.length; i++) {
            head[i] = block[i % block.length];
        }
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(head);
            out.setLength(100 << 20);
        }
        String message = assertThrows(GraphFileException.class, () -> GraphFile.read(file))
                .getMessage();
        assertTrue(message.contains(reason), message);
        Files.delete(file);
    }

    private void braid(String part, String by, String reason) throws IOException {
        refused(reason, replaced(BRAID, part, by));
    }

    private void piper(String part, String by, String reason) throws IOException {
        refused(reason, replaced(PIPER, part, by));
    }

    private void pipedream(String part, String by, String reason) throws IOException {
        refused(reason, replaced(PIPEDREAM, part, by));
    }

    private static String replaced(String text, String part, String by) {
        assertTrue(text.contains(part), part);
        int at = text.indexOf(part);
        return text.substring(0, at) + by + text.substring(at + part.length());
    }

    private void refused(String reason, String text) {
        GraphFileException refusal = assertThrows(GraphFileException.class, () -> read(text));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
        assertTrue(refusal.getMessage().startsWith(folder.resolve("graph.csv") + ": "), refusal.getMessage());
    }

    private GraphFile read(String text) throws IOException {
        Path file = folder.resolve("graph.csv");
        Files.writeString(file, text);
        return GraphFile.read(file);
    }
}
