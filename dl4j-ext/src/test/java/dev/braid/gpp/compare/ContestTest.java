package dev.braid.gpp.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import dev.braid.gpp.plan.RandomPlans;
import dev.braid.gpp.simulate.Run;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.gpp.simulate.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ContestTest {
    private final Contest contest = new Contest(Schedule.WHOLE_BACKWARD, () -> 0);

    @RepeatedTest(20)
    void noRivalIsFasterThanOurs() {
        long seed = System.nanoTime();
        Problem problem = problem(new Random(seed));
        Planned ours = contest.run(PlannerKind.GRAPH, problem);
        for (PlannerKind rival : PlannerKind.rivals()) {
            if (contest.run(rival, problem) instanceof Planned.Found found) {
                Planned.Found own =
                        assertInstanceOf(Planned.Found.class, ours, () -> rival + " has a plan, seed " + seed);
                double theirs = found.simulation().iterationTime();
                // growth of samples in flight is a descent, so equal plans may end a little apart
                assertTrue(
                        own.simulation().iterationTime() <= theirs * 1.01,
                        () -> rival + ": " + theirs + " < " + own.simulation().iterationTime() + ", seed " + seed);
            }
        }
    }

    @RepeatedTest(20)
    void theBoundIsNeverAboveTheSimulation() {
        long seed = System.nanoTime();
        RandomPlans random = new RandomPlans(seed);
        for (Schedule schedule : Schedule.values()) {
            IterationTimes times = new IterationTimes(schedule);
            RandomPlans.Case first = random.mixed();
            times.seconds(first.problem(), first.plan());
            RandomPlans.Case other = random.mixed();
            double seconds = times.seconds(other.problem(), other.plan());
            Run run = Simulator.run(other.problem(), other.plan(), schedule);
            if (run instanceof Run.Finished finished) {
                assertTrue(seconds <= finished.simulation().iterationTime(), () -> schedule + ", seed " + seed);
            }
        }
    }

    @Test
    void theSearchIsTimedByTheClock() {
        long[] now = {0};
        Contest timed = new Contest(Schedule.WHOLE_BACKWARD, () -> now[0] += 250_000_000);
        assertEquals(
                0.25,
                timed.run(PlannerKind.DATA_PARALLEL, problem(new Random(1))).searchSeconds());
    }

    @Test
    void plannersHaveNames() {
        assertEquals(PlannerKind.TWO_BW, PlannerKind.of("2bw"));
        assertFalse(PlannerKind.rivals().contains(PlannerKind.GRAPH));
    }

    /** A few branches of a few operators that meet. */
    private static Problem problem(Random random) {
        List<Operator> operators = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        int branches = 1 + random.nextInt(3);
        int layers = 1 + random.nextInt(3);
        for (int branch = 0; branch < branches; branch++) {
            for (int layer = 0; layer < layers; layer++) {
                operators.add(operator(random, "b" + branch + "l" + layer));
                String to = layer + 1 < layers ? "b" + branch + "l" + (layer + 1) : "join";
                edges.add(new Edge("b" + branch + "l" + layer, to, random.nextInt(100)));
            }
        }
        operators.add(operator(random, "join"));
        Topology topology = new Topology(
                1 + random.nextInt(8),
                3000,
                4,
                new Link(1000, 0.01),
                new Link(500, 0.02),
                new DeviceRates(10, 100, 0.1));
        return new Problem(new CostGraph(operators, edges), topology, new Training(8 << random.nextInt(3), 4));
    }

    private static Operator operator(Random random, String id) {
        Work work = new Work.Counted(random.nextInt(40), random.nextInt(20), random.nextInt(20));
        return new Operator(id, work, work, work, random.nextInt(50), random.nextInt(50));
    }
}
