package dev.braid.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.gpp.compare.Machine;
import dev.braid.gpp.compare.PlannerKind;
import dev.braid.gpp.zoo.Zoo;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmarks of the pipeline's runtime run and say what they measured; how fast is not asked here. */
class PipelineBenchTest {
    @Test
    void emulatedPlansTakeNoLessThanTheSimulatedTime() {
        EmulationRun.Settings settings = new EmulationRun.Settings(
                "zoo:candle-uno",
                Zoo.graph("zoo:candle-uno"),
                Machine.read(Path.of("..", "conf", "planning", "v100-summit.conf")),
                List.of(4),
                List.of(PlannerKind.GRAPH, PlannerKind.SEQUENTIAL),
                256,
                0.2,
                1);
        JsonNode report = BenchJson.tree(EmulationRun.run(settings, line -> {}));
        assertEquals("pipeline", report.path("bench").asText());
        assertEquals(2, report.path("rows").size());
        report.path("rows").forEach(row -> {
            assertEquals(4, row.path("devices").asInt());
            assertTrue(row.path("measured_to_simulated").asDouble() >= 0.999, row.toString());
        });
    }

    @Test
    void bothContendersDeliverOverBothKindsOfSockets() {
        JsonNode report = BenchJson.tree(LinkRun.run(new LinkRun.Settings(1 << 16, 3, 2)));
        assertEquals("domain", report.path("rows").path(0).path("socket").asText());
        assertEquals("tcp", report.path("rows").path(1).path("socket").asText());
        report.path("rows").forEach(row -> assertTrue(row.path("ratio").asDouble() > 0, row.toString()));
    }
}
