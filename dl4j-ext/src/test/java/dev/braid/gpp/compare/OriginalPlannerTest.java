package dev.braid.gpp.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.gpp.formats.GraphFile;
import dev.braid.gpp.formats.PipeDreamProfile;
import dev.braid.gpp.formats.PiperInput;
import dev.braid.gpp.rival.OriginalOutcome;
import dev.braid.gpp.rival.PipeDreamLevel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published planners' answers in the form of any other plan. */
class OriginalPlannerTest {
    private final OriginalPlanner planner = new OriginalPlanner(() -> 0);

    private static GraphFile read(String name) throws URISyntaxException {
        return GraphFile.read(Path.of(OriginalPlannerTest.class
                .getResource("/dev/braid/gpp/rival/" + name)
                .toURI()));
    }

    @Test
    void piperHasMemoryAndSamplesInFlight() throws URISyntaxException, IOException {
        PiperInput input = (PiperInput) read("two-branches.json");
        OriginalPlan plan = found(planner.piper(PlannerKind.PIPER, input));
        JsonNode json = new ObjectMapper().readTree(OriginalJson.text(plan));
        assertEquals("piper", json.get("planner").asText());
        assertEquals(0.018, json.get("time_per_sample").asDouble(), 1e-12);
        assertTrue(json.get("iteration_time").isNull());
        assertEquals(2, json.get("depth").asInt());
        JsonNode first = json.get("stages").get(0);
        assertEquals("[0]", first.get("devices").toString());
        assertEquals("[1]", first.get("successors").toString());
        assertEquals(3, first.get("in_flight").asInt());
        JsonNode second = json.get("stages").get(1);
        assertEquals("[1,2,3,4]", second.get("devices").toString());
        assertEquals(2, second.get("micro_batch").asInt());
        assertEquals(2, second.get("in_flight").asInt());
        json.get("stages")
                .forEach(stage -> assertTrue(
                        stage.get("memory_bytes").asDouble() <= input.maxMemoryPerDevice(), stage::toString));
    }

    @Test
    void theNodeThatIsTooLargeIsNamed() throws URISyntaxException {
        PiperInput input = (PiperInput) read("two-branches.json");
        PiperInput small = new PiperInput(4, 1, input.bandwidth(), 2, input.nodes(), input.edges());
        String reason = assertInstanceOf(OriginalOutcome.Infeasible.class, planner.piper(PlannerKind.TWO_BW, small))
                .reason();
        assertTrue(reason.matches(".*operator \\d+ alone needs \\d+ .*\\d+ too many"), reason);
        String json = OriginalJson.text(PlannerKind.TWO_BW, reason);
        assertTrue(json.contains("\"feasible\" : false") && json.contains("too many"), json);
    }

    @Test
    void pipeDreamHasTotalAndBottleneck() throws URISyntaxException, IOException {
        PipeDreamProfile profile = (PipeDreamProfile) read("residual.graph.txt");
        OriginalPlan plan = found(planner.pipeDream(profile, List.of(new PipeDreamLevel(4, 2e9))));
        JsonNode json = new ObjectMapper().readTree(OriginalJson.text(plan));
        assertEquals(0.015521504, json.get("bottleneck_seconds").asDouble(), 1e-12);
        assertEquals(json.get("bottleneck_seconds"), json.get("time_per_sample"));
        assertTrue(json.get("total_seconds").asDouble() > 0.015);
        assertTrue(json.get("stages").get(0).get("memory_bytes").isNull());
    }

    private static OriginalPlan found(OriginalOutcome<OriginalPlan> outcome) {
        return ((OriginalOutcome.Found<OriginalPlan>) outcome).plan();
    }
}
