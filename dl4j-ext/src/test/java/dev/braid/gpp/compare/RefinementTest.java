package dev.braid.gpp.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.compare.Draft.Part;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.PlanValidator;
import dev.braid.gpp.plan.RandomPlans;
import dev.braid.gpp.simulate.Schedule;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RefinementTest {
    private static final Path COMPARISON = Path.of("..", "conf", "planning", "comparison.conf");

    @RepeatedTest(20)
    void whatComesOutIsValidAndNoSlower() {
        long seed = System.nanoTime();
        RandomPlans.Case random = new RandomPlans(seed).mixed();
        for (Schedule schedule : Schedule.values()) {
            Plan refined = new Refinement(random.problem(), schedule, random.plan()).best();
            assertEquals(List.of(), PlanValidator.check(random.problem(), refined), () -> "seed " + seed);
            double before = Growing.seconds(random.problem(), random.plan(), schedule);
            double after = Growing.seconds(random.problem(), refined, schedule);
            assertTrue(after <= before, () -> after + " > " + before + ", seed " + seed);
            assertEquals(refined, new Refinement(random.problem(), schedule, random.plan()).best(), "seed " + seed);
        }
    }

    @RepeatedTest(20)
    void aMoveKeepsEveryOperatorAndGivesAValidPlanOrNone() {
        long seed = System.nanoTime();
        RandomPlans.Case random = new RandomPlans(seed).mixed();
        Draft draft = Draft.of(random.plan());
        List<Integer> order = IntStream.range(0, draft.parts().size()).boxed().collect(Collectors.toList());
        Collections.shuffle(order, new Random(seed));
        int plans = 0;
        for (Iterator<Draft> moves = new Moves(random.problem(), draft, order).iterator(); moves.hasNext(); ) {
            Draft move = moves.next();
            BitSet all = new BitSet();
            for (Part part : move.parts()) {
                assertTrue(!part.operators().intersects(all), () -> move + ", seed " + seed);
                all.or(part.operators());
            }
            assertEquals(random.problem().graph().size(), all.cardinality(), () -> move + ", seed " + seed);
            List<Plan> plan = move.plan(random.problem()).stream().toList();
            plan.forEach(made -> PlanValidator.require(random.problem(), made));
            plans += plan.size();
        }
        assertTrue(plans > 0, "no move of seed " + seed + " is a plan");
    }

    /** A heavy operator and a light one with many weights beside it: together on two devices they wait for its all-reduce. */
    @Test
    void weightsThatNeedNoReplicasLeaveThem() {
        Work light = new Work.Counted(1, 0, 0);
        Work heavy = new Work.Counted(100, 0, 0);
        List<Operator> operators = List.of(
                new Operator("heavy", heavy, heavy, heavy, 1, 1),
                new Operator("table", light, light, light, 4000, 1),
                new Operator("join", light, light, light, 1, 1));
        CostGraph graph = new CostGraph(operators, List.of(new Edge("heavy", "join", 1), new Edge("table", "join", 1)));
        Topology topology = new Topology(4, 1e6, 4, new Link(100, 0), new Link(100, 0), new DeviceRates(100, 1e9, 0));
        Problem problem = new Problem(graph, topology, new Training(32, 4));
        Draft together = new Draft(List.of(part(graph, 2, "heavy", "table"), part(graph, 1, "join")));
        Plan plan = together.plan(problem).orElseThrow();

        Plan refined = new Refinement(problem, Schedule.WHOLE_BACKWARD, plan).best();

        int table = graph.number("table");
        assertEquals(
                1,
                refined.stages().stream()
                        .filter(stage -> stage.operators().contains(table))
                        .findFirst()
                        .orElseThrow()
                        .degree());
        double before = Growing.seconds(problem, plan, Schedule.WHOLE_BACKWARD);
        double after = Growing.seconds(problem, refined, Schedule.WHOLE_BACKWARD);
        assertTrue(after < before - 35, () -> before + " before, " + after + " after, and the all-reduce takes 40");
    }

    private static Part part(CostGraph graph, int degree, String... operators) {
        BitSet numbers = new BitSet();
        for (String operator : operators) {
            numbers.set(graph.number(operator));
        }
        return new Part(numbers, new BitSet(), degree, 4);
    }

    /** The published factor of graph pipelines on branched models, on the machine that it was published for. */
    @Test
    void aBranchedModelIsPlannedSoMuchFasterThanByAnyRival() {
        ComparisonSettings all = ComparisonSettings.read(COMPARISON);
        ComparisonSettings one = all.only(List.of("dlrm"), List.of("v100-summit"), List.of(32));
        Problem problem = one.problem(one.models().get(0), one.machines().get(0), 32);
        Contest contest = new Contest(Schedule.WHOLE_BACKWARD, () -> 0);
        double ours = throughput(contest.run(PlannerKind.GRAPH, problem));
        for (PlannerKind rival : PlannerKind.rivals()) {
            double theirs = throughput(contest.run(rival, problem));
            assertTrue(ours >= 1.6 * theirs, () -> ours + " samples/s, " + rival + " " + theirs);
        }
    }

    private static double throughput(Planned planned) {
        return planned instanceof Planned.Found found ? found.simulation().throughput() : 0;
    }
}
