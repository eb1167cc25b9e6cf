package dev.braid.gpp.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.Arrays;
import java.util.BitSet;
import java.util.TreeSet;

/** What every plan of the search must hold. */
final class PlanCheck {
    private PlanCheck() {}

    static void check(Problem problem, Plan plan, String context) {
        CostGraph graph = problem.graph();
        int[] stageOf = new int[graph.size()];
        Arrays.fill(stageOf, -1);
        BitSet devices = new BitSet();
        for (Stage stage : plan.stages()) {
            for (int operator : stage.operators()) {
                assertEquals(-1, stageOf[operator], context + ": operator twice");
                stageOf[operator] = stage.id();
            }
            assertTrue(stage.degree() >= 1, context);
            for (int device : stage.devices()) {
                assertTrue(device < problem.topology().devices() && !devices.get(device), context + ": device");
                devices.set(device);
            }
            assertEquals(0, problem.training().miniBatch() % stage.microBatch(), context);
            assertEquals(0, stage.inFlight() % stage.microBatch(), context);
            double bytes = Plan.cost(problem, stage).memoryBytes(stage.inFlight());
            assertTrue(bytes <= problem.topology().memoryBytes(), context + ": memory of stage " + stage);
        }
        for (int from = 0; from < graph.size(); from++) {
            assertTrue(stageOf[from] >= 0, context + ": operator in no stage");
            for (int to : graph.successors(from)) {
                assertTrue(stageOf[from] <= stageOf[to], context + ": order of stages");
            }
        }
        for (Stage stage : plan.stages()) {
            TreeSet<Integer> next = new TreeSet<>();
            for (int operator : stage.operators()) {
                for (int to : graph.successors(operator)) {
                    next.add(stageOf[to]);
                }
            }
            next.remove(stage.id());
            assertEquals(next.stream().toList(), stage.successors(), context);
        }
        assertEquals(InFlight.fill(plan.stages(), problem.training().miniBatch()), plan.stages(), context);
    }
}
