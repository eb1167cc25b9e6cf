package dev.braid.gpp.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import org.junit.jupiter.api.Test;

/** Models that are too large for brute force, and what is said when there is no plan. */
class GraphPlannerTest {
    private static final GraphPlanner PLANNER = new GraphPlanner(GraphPlannerTest::filled);

    /** Seconds of a mini-batch: the slowest stage's, and the longest path's once more for the first micro-batch. */
    private static double filled(Problem problem, Plan plan) {
        double[] path = new double[plan.stages().size()];
        double longest = 0;
        for (int i = path.length - 1; i >= 0; i--) {
            Stage stage = plan.stages().get(i);
            for (int successor : stage.successors()) {
                path[i] = Math.max(path[i], path[successor]);
            }
            path[i] += Plan.cost(problem, stage).timePerSample() * stage.microBatch();
            longest = Math.max(longest, path[i]);
        }
        return longest + plan.timePerSample(problem) * problem.training().miniBatch();
    }

    private static Plan plan(Problem problem) {
        Plan plan = assertInstanceOf(Outcome.Found.class, PLANNER.plan(problem)).plan();
        PlanCheck.check(problem, plan, problem.toString());
        return plan;
    }

    @Test
    void branchesRunSideBySide() {
        Problem problem = LayeredModels.problem(LayeredModels.of(8, 1024, 1024, 1024, 1024), 32, 256, 4);
        Plan plan = plan(problem);
        assertTrue(plan.stages().size() >= 5 && plan.depth() <= 3, plan.toString());
    }

    @Test
    void branchesOfDifferentSizesGetDifferentNumbersOfDevices() {
        Problem problem = LayeredModels.problem(LayeredModels.of(4, 1024, 512), 8, 64, 2);
        plan(problem);
        assertEquals(PLANNER.plan(problem), PLANNER.plan(problem));
    }

    @Test
    void recomputesWhenMemoryIsTight() {
        Plan ample = plan(LayeredModels.problem(LayeredModels.of(16, 1024), 4, 64, 16));
        Plan tight = plan(LayeredModels.problem(LayeredModels.of(16, 1024), 4, 64, 0.88));
        assertTrue(ample.stages().stream().allMatch(stage -> stage.recomputed().isEmpty()), ample.toString());
        assertTrue(tight.stages().stream().anyMatch(stage -> !stage.recomputed().isEmpty()), tight.toString());
    }

    @Test
    void aThousandOperators() {
        double[] hidden = {1024, 1000, 960, 920, 880, 840, 800, 760, 720, 680};
        Problem problem = LayeredModels.problem(LayeredModels.of(10, hidden), 64, 1024, 16);
        assertEquals(1002, problem.graph().size());
        assertNotNull(plan(problem));
    }

    @Test
    void saysWhichOperatorIsTooLarge() {
        Problem problem = LayeredModels.problem(LayeredModels.of(1, 4096), 4, 8, 1);
        String reason = assertInstanceOf(Outcome.Infeasible.class, PLANNER.plan(problem))
                .reason();
        // up: 4 * 4096 * 4096 weights of 4 bytes, four times with gradient and slots, and its saved tensors
        long bytes = 16L * 4 * 4096 * 4096 + 4L * 4096 * 256;
        assertTrue(reason.contains("b0.0.up") && reason.contains(bytes + " bytes"), reason);
        assertTrue(reason.contains((bytes - (1L << 30)) + " bytes too many"), reason);
    }

    @Test
    void saysThatTheDevicesTogetherAreTooSmall() {
        Problem problem = LayeredModels.problem(LayeredModels.of(8, 1024), 1, 8, 1);
        String reason = assertInstanceOf(Outcome.Infeasible.class, PLANNER.plan(problem))
                .reason();
        assertTrue(reason.contains("all operators") && reason.contains("the 1 devices"), reason);
    }

    @Test
    void saysThatNoDivisionFits() {
        Problem problem = LayeredModels.problem(LayeredModels.of(2, 1024), 2, 8, 0.2);
        String reason = assertInstanceOf(Outcome.Infeasible.class, PLANNER.plan(problem))
                .reason();
        assertTrue(reason.contains("no division into at most 2 stages"), reason);
    }
}
