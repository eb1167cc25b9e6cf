package dev.braid.gpp.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.gpp.formats.PlanJson.Document;
import dev.braid.gpp.formats.PlanJson.Figures;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.RandomPlans;
import dev.braid.gpp.plan.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        long seed = System.nanoTime();
        RandomPlans plans = new RandomPlans(seed);
        for (int i = 0; i < 50; i++) {
            RandomPlans.Case one = plans.mixed();
            Document document = new Document("random", new Outcome.Found(one.plan()), new Figures(0.25, 3.5, 1e-3));
            PlanJson.write(document, one.problem(), file());
            assertEquals(document, PlanJson.read(file(), one.problem().graph()), "seed " + seed);
        }
    }

    @Test
    void noPlanHasAReason() throws IOException {
        RandomPlans.Case one = new RandomPlans(1).mixed();
        Document document = new Document("piper", new Outcome.Infeasible("too many downsets"), new Figures(0, 0, 7));
        PlanJson.write(document, one.problem(), file());
        assertEquals(document, PlanJson.read(file(), one.problem().graph()));
        JsonNode root = MAPPER.readTree(file().toFile());
        assertEquals(
                "{\"planner\":\"piper\",\"feasible\":false,\"search_seconds\":7.0,\"reason\":\"too many downsets\"}",
                root.toString());
    }

    @Test
    void keysAreThoseOfTheContract() throws IOException {
        RandomPlans.Case one = new RandomPlans(1).mixed();
        JsonNode root = MAPPER.readTree(PlanJson.text(document(one), one.problem()));
        Stage stage = one.plan().stages().get(0);
        JsonNode first = root.path("stages").path(0);
        assertEquals(one.plan().depth(), root.path("depth").intValue());
        assertEquals("n0", first.path("operators").path(0).textValue());
        assertEquals(
                Plan.cost(one.problem(), stage).memoryBytes(stage.inFlight()),
                first.path("memory_bytes").doubleValue());
        assertEquals(stage.inFlight(), first.path("in_flight").intValue());
    }

    @Test
    void whatIsMalformedIsRefusedWithItsPlace() throws IOException {
        refused(
                "stages[0].operators[0]: the graph has no operator x",
                root -> stage(root).putArray("operators").add("x"));
        refused(
                "stages[0].operators[0] is 3, must be text",
                root -> stage(root).putArray("operators").add(3));
        refused(
                "stages[0].micro_batch is 1.5, must be an integer",
                root -> stage(root).put("micro_batch", 1.5));
        refused(
                "stages[0].in_flight is 4294967296, must be an integer",
                root -> stage(root).put("in_flight", 1L << 32));
        refused(
                "stages[0].devices is missing, must be a list",
                root -> stage(root).remove("devices"));
        refused(
                "stages[0].devices[0] is \"a\", must be an integer",
                root -> stage(root).putArray("devices").add("a"));
        refused(
                "stages[0] is 1, must be an object",
                root -> root.putArray("stages").add(1));
        refused("time_per_sample is -1, must be a number", root -> root.put("time_per_sample", -1));
        refused("feasible is missing, must be true or false", root -> root.remove("feasible"));
        refused("reason is missing, must be text", root -> root.put("feasible", false));
        Files.writeString(file(), "{\"planner\": ");
        assertThrows(
                IOException.class,
                () -> PlanJson.read(file(), new RandomPlans(1).mixed().problem().graph()));
        Files.writeString(file(), "");
        assertThrows(
                IOException.class,
                () -> PlanJson.read(file(), new RandomPlans(1).mixed().problem().graph()));
    }

    private void refused(String reason, Consumer<ObjectNode> change) throws IOException {
        RandomPlans.Case one = new RandomPlans(1).mixed();
        ObjectNode root = (ObjectNode) MAPPER.readTree(PlanJson.text(document(one), one.problem()));
        change.accept(root);
        Files.writeString(file(), root.toString());
        String message = assertThrows(
                        IOException.class,
                        () -> PlanJson.read(file(), one.problem().graph()))
                .getMessage();
        assertTrue(message.startsWith(file() + ": " + reason), message);
    }

    private static ObjectNode stage(ObjectNode root) {
        return (ObjectNode) root.path("stages").path(0);
    }

    private static Document document(RandomPlans.Case one) {
        return new Document("random", new Outcome.Found(one.plan()), new Figures(0.25, 3.5, 1e-3));
    }

    private Path file() {
        return folder.resolve("plan.json");
    }
}
