package dev.braid.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.report.CoServingReport;
import dev.braid.jobs.report.CoServingRow;
import dev.braid.jobs.simulate.cost.Efficiency;
import dev.braid.jobs.trace.Arrival;
import dev.braid.jobs.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Workload CHATS = Workload.Generated.chats(Arrivals.GAMMA, 2, 500, 260, 60, 3);

    private static SimulationPlan plan(List<String> policies, double rate) {
        Subject llama = PaperPreset.subjects(Efficiency.A100_LIBRARIES).get(0);
        return new SimulationPlan(
                CHATS.words(), List.of(llama), List.of(CHATS.at(OptionalDouble.of(rate))), policies, 2, 3);
    }

    private static Map<String, CoServingRow> rows(CoServingReport report) {
        return report.rows().stream().collect(Collectors.toMap(CoServingRow::policy, Function.identity()));
    }

    @Test
    void policiesDoWhatTheyAreNamedAfter() {
        Map<String, CoServingRow> rows = rows(Simulation.run(
                plan(List.of("co-serving", "inference-only", "finetuning-only", "separate-1", "separate-1+peft"), 6),
                line -> {}));
        CoServingRow alone = rows.get("finetuning-only");
        CoServingRow shared = rows.get("co-serving");
        assertEquals(0, rows.get("inference-only").finetuneTokensPerSecond());
        assertEquals(0, alone.inferenceTokensPerSecond());
        assertTrue(Double.isNaN(alone.tpotMillis().p50()));
        assertTrue(shared.attainment() >= 0.98, shared::toString);
        assertTrue(shared.finetuneTokensPerSecond() < alone.finetuneTokensPerSecond());
        assertTrue(shared.finetuneTokensPerSecond() > rows.get("separate-1").finetuneTokensPerSecond());
        // One of two devices trains, and does nothing else.
        assertEquals(0.5, rows.get("separate-1").finetuneTokensPerSecond() / alone.finetuneTokensPerSecond(), 0.02);
        assertTrue(rows.get("separate-1+peft").finetuneTokensPerSecond()
                < rows.get("separate-1").finetuneTokensPerSecond());
        for (CoServingRow row : List.of(shared, rows.get("separate-1"))) {
            assertTrue(row.finetuneTokensPerSecond() < row.idealRoofline(), row::toString);
            assertTrue(row.idealTimeSlicing() < alone.finetuneTokensPerSecond(), row::toString);
        }
    }

    @Test
    void theSamePlanGivesTheSameRows() {
        SimulationPlan plan = plan(List.of("co-serving", "temporal-64"), 4);
        CoServingReport report = Simulation.run(plan, line -> {});
        assertEquals(report.rows(), Simulation.run(plan, line -> {}).rows());
        String table = SimulationTable.of(report);
        assertTrue(table.contains("temporal-64") && table.contains("4 requests/s"), table);
    }

    @Test
    void plansThatCannotBeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> plan(List.of("co-serving", "co-serving"), 4));
        assertThrows(IllegalArgumentException.class, () -> plan(List.of("separate-2"), 4));
        assertThrows(IllegalArgumentException.class, () -> plan(List.of("separate-1+vllm"), 4));
        assertThrows(IllegalArgumentException.class, () -> plan(List.of("co-serving"), 1e-9));
    }

    @Test
    void aRecordedTraceIsScaledThenCut() {
        Trace trace = new Trace(100, List.of(new Arrival(0, 5, 5), new Arrival(40, 5, 5), new Arrival(100, 5, 5)));
        Workload.Load asItIs = new Workload.Recorded("t", trace, OptionalDouble.empty()).at(OptionalDouble.empty());
        assertEquals(0.03, asItIs.requestsPerSecond(), 1e-12);
        Workload.Load twice = new Workload.Recorded("t", trace, OptionalDouble.of(30)).at(OptionalDouble.of(0.06));
        assertEquals(30, twice.trace().seconds());
        assertEquals(
                List.of(0.0, 20.0),
                twice.trace().arrivals().stream().map(Arrival::seconds).toList());
        Trace still = new Trace(0, List.of(new Arrival(0, 5, 5)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Workload.Recorded("t", still, OptionalDouble.empty()).at(OptionalDouble.empty()));
    }
}
