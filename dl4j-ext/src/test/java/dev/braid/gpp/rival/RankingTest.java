package dev.braid.gpp.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is chosen among the best plans, and what is said when there is none. */
class RankingTest {
    /** Branches of four operators between a source and a sink. */
    private static Problem branches(int branches, double memoryBytes) {
        List<Operator> operators = new ArrayList<>(List.of(operator("in")));
        List<Edge> edges = new ArrayList<>();
        for (int branch = 0; branch < branches; branch++) {
            String last = "in";
            for (int i = 0; i < 4; i++) {
                String id = branch + "." + i;
                operators.add(operator(id));
                edges.add(new Edge(last, id, 8));
                last = id;
            }
            edges.add(new Edge(last, "out", 8));
        }
        operators.add(operator("out"));
        DeviceRates rates = new DeviceRates(1e3, 1e3, 1e-3);
        Link link = new Link(1e4, 1e-4);
        Topology topology = new Topology(4, memoryBytes, 4, link, link, rates);
        return new Problem(new CostGraph(operators, edges), topology, new Training(16, 4));
    }

    private static Operator operator(String id) {
        Work work = new Work.Counted(10, 16, 2);
        return new Operator(id, work, work, work, 16, 8);
    }

    @Test
    void theFastestIterationWins() {
        Problem problem = branches(2, 1e4);
        Plan deep = plan(new PipeDreamPlanner((same, plan) -> -plan.depth()), problem);
        Plan shallow = plan(new PipeDreamPlanner((same, plan) -> plan.depth()), problem);
        assertTrue(deep.depth() > shallow.depth());
        Plan small = plan(new PiperPlanner((same, plan) -> plan.stages().get(0).microBatch()), problem);
        Plan fast = plan(new PiperPlanner((same, plan) -> plan.timePerSample(same)), problem);
        assertTrue(small.stages().get(0).microBatch() < fast.stages().get(0).microBatch());
    }

    private static Plan plan(Planner planner, Problem problem) {
        return ((Outcome.Found) planner.plan(problem)).plan();
    }

    @Test
    void tooManyDownsetsAreNamed() {
        assertEquals(
                "piper looks at every downset of the graph, and the 30 operators have more than 40000; a graph with"
                        + " fewer or shorter parallel branches has fewer",
                reason(new PiperPlanner((same, plan) -> 0), branches(7, 1e9)));
    }

    @Test
    void tooLargeOperatorsAreNamed() {
        String reason = reason(new SequentialPlanner((same, plan) -> 0), branches(1, 70));
        assertTrue(reason.startsWith("sequential found no plan on 4 devices of 70.0 bytes: operator "), reason);
        assertTrue(reason.endsWith(" alone needs 96.0"), reason);
    }

    @Test
    void tooSmallDevicesAreNamed() {
        assertEquals(
                "data-parallel needs 432.0 bytes on each device with one sample on it, but a device has 300.0",
                reason(new DataParallelPlanner((same, plan) -> 0), branches(1, 300)));
        assertTrue(reason(new TwoBwPlanner((same, plan) -> 0), branches(3, 250)).contains("every pipeline"));
    }

    private static String reason(Planner planner, Problem problem) {
        return assertInstanceOf(Outcome.Infeasible.class, planner.plan(problem)).reason();
    }
}
