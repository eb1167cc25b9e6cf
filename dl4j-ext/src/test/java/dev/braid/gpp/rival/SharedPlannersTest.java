package dev.braid.gpp.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.rival.PipelineOracle.Space;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;

/** Every planner under the shared costs: valid plans, and the best ones of its space on small graphs. */
class SharedPlannersTest {
    private static final int ROUNDS = 60;
    private static final ToDoubleBiFunction<Problem, Plan> PER_SAMPLE = (problem, plan) -> plan.timePerSample(problem);

    @Test
    void piperIsOptimalOverDownsets() {
        optimal(
                new PiperPlanner(PER_SAMPLE),
                5,
                (problem, devices) ->
                        new Space(PipelineOracle.downsets(problem.graph()), devices, Recomputation.PER_OPERATOR));
    }

    @Test
    void pipeDreamIsOptimalOverItsOrder() {
        optimal(
                new PipeDreamPlanner(PER_SAMPLE),
                7,
                (problem, devices) -> new Space(ends(problem), devices, Recomputation.NONE));
    }

    @Test
    void sequentialIsOptimalWithoutReplicas() {
        optimal(
                new SequentialPlanner(PER_SAMPLE),
                7,
                (problem, devices) -> new Space(ends(problem), 1, Recomputation.NONE));
    }

    @Test
    void dataParallelIsOptimalWithOneStage() {
        optimal(
                new DataParallelPlanner(PER_SAMPLE),
                5,
                (problem, devices) ->
                        new Space(set -> set.cardinality() == problem.graph().size(), devices, Recomputation.NONE));
    }

    private static Predicate<BitSet> ends(Problem problem) {
        return PipelineOracle.endsOf(Suffixes.order(problem.graph()));
    }

    private static void optimal(Planner planner, int operators, BiFunction<Problem, Integer, Space> space) {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            Problem problem = Problems.random(new Random(seed), operators);
            int devices = problem.topology().devices();
            double best = PipelineOracle.best(problem, space.apply(problem, devices));
            double seconds = seconds(planner, problem, seed);
            if (best < Double.POSITIVE_INFINITY || seconds < Double.POSITIVE_INFINITY) {
                assertEquals(best, seconds, 1e-9 * (1 + best), "seed " + seed);
            }
        }
    }

    @Test
    void twoBwIsNoBetterThanRecomputingWhereItHelps() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            Problem problem = Problems.random(new Random(seed), 5);
            Space space = new Space(ends(problem), problem.topology().devices(), Recomputation.PER_OPERATOR);
            double best = PipelineOracle.best(problem, space);
            assertTrue(seconds(new TwoBwPlanner(PER_SAMPLE), problem, seed) >= best * (1 - 1e-9), "seed " + seed);
        }
    }

    private static double seconds(Planner planner, Problem problem, long seed) {
        if (planner.plan(problem) instanceof Outcome.Found found) {
            assertEquals(planner.name(), found.plan().planner());
            valid(problem, found.plan(), "seed " + seed);
            return found.plan().timePerSample(problem);
        }
        return Double.POSITIVE_INFINITY;
    }

    private static void valid(Problem problem, Plan plan, String message) {
        BitSet operators = new BitSet();
        List<Integer> devices = new ArrayList<>();
        int last = plan.stages().size() - 1;
        for (Stage stage : plan.stages()) {
            assertTrue(!operators.intersects(stage.operatorSet()), message);
            for (int operator : stage.operators()) {
                for (int from : problem.graph().predecessors(operator)) {
                    assertTrue(operators.get(from) || stage.operators().contains(from), message);
                }
            }
            operators.or(stage.operatorSet());
            devices.addAll(stage.devices());
            assertTrue(stage.id() == last || stage.successors().contains(stage.id() + 1), message);
            int inFlight = Math.min(
                    (last - stage.id() + 1) * stage.microBatch(),
                    problem.training().miniBatch());
            assertEquals(inFlight, stage.inFlight(), message);
            double bytes = Plan.cost(problem, stage).memoryBytes(stage.inFlight());
            assertTrue(bytes <= problem.topology().memoryBytes(), message);
        }
        assertEquals(problem.graph().size(), operators.cardinality(), message);
        assertEquals(devices.size(), devices.stream().distinct().count(), message);
        assertTrue(
                devices.stream().allMatch(device -> device < problem.topology().devices()), message);
    }
}
