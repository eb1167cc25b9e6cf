package dev.braid.gpp.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.series.Decomposition;
import dev.braid.gpp.series.SeriesParallel;
import dev.braid.gpp.series.SpTree;
import org.junit.jupiter.api.Test;

class GraphPlannerTest {
    @Test
    void equalsBruteForce() {
        long seed = System.nanoTime();
        int infeasible = 0;
        int converted = 0;
        int count = Integer.getInteger("braid.search.graphs", 2000);
        for (int i = 0; i < count; i++) {
            Problem problem = new RandomProblems(seed + i).next(8, 4);
            String context = "seed " + (seed + i);
            Decomposition decomposition = SeriesParallel.decompose(problem.graph());
            SpTree tree = decomposition.tree();
            Order order = Order.ofTree(problem.graph(), tree);
            double best = new BruteForce(problem, order).mixed(Partitions.of(tree));
            Outcome outcome = new GraphPlanner((p, plan) -> plan.timePerSample(p)).plan(problem);
            if (best == Double.POSITIVE_INFINITY) {
                infeasible++;
                assertInstanceOf(Outcome.Infeasible.class, outcome, context);
                continue;
            }
            Outcome.Found found = assertInstanceOf(Outcome.Found.class, outcome, context);
            PlanCheck.check(problem, found.plan(), context);
            double time = found.plan().timePerSample(problem);
            if (decomposition.added().isEmpty()) {
                assertEquals(best, time, best * 1e-9, context);
            } else {
                converted++;
                double bound = new BruteForce(problem, Order.ofEdges(problem.graph())).mixed(Partitions.of(tree));
                assertTrue(time <= best * (1 + 1e-9) && time >= bound * (1 - 1e-9), context);
            }
        }
        System.out.println("converted " + converted + ", infeasible " + infeasible + " of " + count);
    }
}
