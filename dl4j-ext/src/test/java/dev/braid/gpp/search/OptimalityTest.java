package dev.braid.gpp.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.series.Decomposition;
import dev.braid.gpp.series.SeriesParallel;
import org.junit.jupiter.api.Test;

/** The planner against brute force on small random problems. {@code -Dbraid.search.graphs} says on how many. */
class OptimalityTest {
    private static final int GRAPHS = Integer.getInteger("braid.search.graphs", 2000);

    private final long seed = System.nanoTime();
    private final RandomProblems problems = new RandomProblems(seed);

    @Test
    void equalsBruteForce() {
        int infeasible = 0;
        int converted = 0;
        for (int i = 0; i < GRAPHS; i++) {
            Problem problem = problems.next(8, 4);
            String context = "seed " + seed + ", graph " + i;
            CostGraph graph = problem.graph();
            Decomposition shape = SeriesParallel.decompose(graph);
            double best = new BruteForce(problem, Order.ofTree(graph, shape.tree())).mixed(Partitions.of(shape.tree()));
            double time = time(problem, GraphPlanner.byTimePerSample().plan(problem), context);
            if (best == Double.POSITIVE_INFINITY) {
                infeasible++;
                assertEquals(best, time, context);
            } else if (shape.added().isEmpty()) {
                assertEquals(best, time, best * 1e-9, context);
            } else {
                // the plan has the samples in flight of the graph's own edges, so it may have to recompute less
                converted++;
                double bound = new BruteForce(problem, Order.ofEdges(graph)).mixed(Partitions.of(shape.tree()));
                assertTrue(time <= best * (1 + 1e-9) && time >= bound * (1 - 1e-9), context);
            }
        }
        System.out.println(GRAPHS + " graphs: " + infeasible + " infeasible, " + converted + " converted");
    }

    /** What the restriction to cuts of the series-parallel tree costs; printed, since nothing bounds it. */
    @Test
    void gapToAllConvexPartitions() {
        int count = Math.max(1, GRAPHS / 5);
        int compared = 0;
        int missed = 0;
        double sum = 0;
        double most = 0;
        for (int i = 0; i < count; i++) {
            Problem problem = problems.next(7, 4);
            String context = "seed " + seed + ", graph " + i;
            int stages = problem.topology().devices();
            double best = new BruteForce(problem, Order.ofEdges(problem.graph()))
                    .mixed(Partitions.convex(problem.graph(), stages));
            double time = time(problem, GraphPlanner.byTimePerSample().plan(problem), context);
            assertTrue(time >= best * (1 - 1e-9), context);
            if (time < Double.POSITIVE_INFINITY) {
                compared++;
                sum += time / best - 1;
                most = Math.max(most, time / best - 1);
            } else if (best < Double.POSITIVE_INFINITY) {
                missed++;
            }
        }
        System.out.printf(
                "gap to all convex partitions: mean %.4f %%, most %.2f %% on %d graphs; %d more fit only there%n",
                100 * sum / Math.max(1, compared), 100 * most, compared, missed);
    }

    /** The restrictions for large problems give valid plans that are no better than the best. */
    @Test
    void restrictedSearchIsSound() {
        Effort coarse = new Effort(Degrees.SPARSE, Effort.Mixing.NEIGHBOURS, 2, 1);
        for (int i = 0; i < GRAPHS / 4; i++) {
            Problem problem = problems.next(10, 8);
            String context = "seed " + seed + ", graph " + i;
            if (!SeriesParallel.decompose(problem.graph()).added().isEmpty()) {
                continue;
            }
            double best = time(problem, GraphPlanner.byTimePerSample().plan(problem), context);
            double time = time(problem, GraphPlanner.byTimePerSample().plan(problem, coarse), context);
            assertTrue(time >= best * (1 - 1e-9), context);
        }
    }

    /** Of a checked plan; infinite when there is none. */
    private static double time(Problem problem, Outcome outcome, String context) {
        if (outcome instanceof Outcome.Infeasible) {
            return Double.POSITIVE_INFINITY;
        }
        Plan plan = assertInstanceOf(Outcome.Found.class, outcome, context).plan();
        PlanCheck.check(problem, plan, context);
        return plan.timePerSample(problem);
    }
}
