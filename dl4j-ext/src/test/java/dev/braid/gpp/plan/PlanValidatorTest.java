package dev.braid.gpp.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PlanValidatorTest {
    /** a -> b -> c -> d, one stage each but the first, which has a and b; micro-batches of 2 out of 8, 1F1B. */
    private static final Problem PROBLEM = problem(1000);

    private static final Plan PLAN = new Plan(
            "test",
            List.of(
                    new Stage(0, List.of(0, 1), List.of(1), List.of(0, 1), 2, 1, 6, List.of(1)),
                    new Stage(1, List.of(2), List.of(), List.of(2), 2, 1, 4, List.of(2)),
                    new Stage(2, List.of(3), List.of(), List.of(3), 2, 1, 2, List.of())));

    @Test
    void randomValidPlansPass() {
        long seed = System.nanoTime();
        RandomPlans plans = new RandomPlans(seed);
        for (int i = 0; i < 300; i++) {
            RandomPlans.Case one = plans.mixed();
            assertEquals(List.of(), PlanValidator.check(one.problem(), one.plan()), "seed " + seed);
        }
        assertEquals(PLAN, PlanValidator.require(PROBLEM, PLAN));
    }

    @Test
    void everyOperatorIsInOneConvexStage() {
        only(new Violation.NoStage(), new Plan("empty", List.of()));
        first(new Violation.Unknown(1, "operator", -1, 4), 1, s -> Stages.withOperators(s, List.of(-1)));
        first(new Violation.Unknown(1, "operator", 4, 4), 1, s -> Stages.withOperators(s, List.of(2, 4)));
        first(new Violation.Empty(1, "operator"), 1, s -> Stages.withOperators(s, List.of()));
        has(new Violation.OperatorMissing("c"), 1, s -> Stages.withOperators(s, List.of()));
        first(new Violation.Shared("operator b", 0, 1), 1, s -> Stages.withOperators(s, List.of(1, 2)));
        first(new Violation.Shared("operator c", 1, 1), 1, s -> Stages.withOperators(s, List.of(2, 2)));
        first(new Violation.RecomputedElsewhere(1, "b"), 1, s -> Stages.withRecomputed(s, List.of(1)));
        first(new Violation.Unknown(1, "recomputed operator", -7, 4), 1, s -> Stages.withRecomputed(s, List.of(-7)));
        Plan notConvex = with(with(PLAN, 0, s -> Stages.withOperators(s, List.of(0, 1, 3))), 2, s -> null);
        notConvex = with(notConvex, 1, s -> Stages.withSuccessors(s, List.of()));
        assertTrue(check(notConvex).contains(new Violation.NotConvex(0, "c")), check(notConvex)::toString);
        assertTrue(check(notConvex).contains(new Violation.EdgeMissing(1, 0, "c", "d")), check(notConvex)::toString);
    }

    @Test
    void edgesOfTheModelAreEdgesOfStages() {
        first(new Violation.WrongId(1, 5), 1, s -> Stages.withId(s, 5));
        first(new Violation.Unknown(0, "successor", 3, 3), 0, s -> Stages.withSuccessors(s, List.of(1, 3)));
        first(new Violation.Unknown(0, "successor", -1, 3), 0, s -> Stages.withSuccessors(s, List.of(-1, 1)));
        first(new Violation.NotTopological(1, 0), 1, s -> Stages.withSuccessors(s, List.of(0, 2)));
        first(new Violation.NotTopological(1, 1), 1, s -> Stages.withSuccessors(s, List.of(1, 2)));
        first(new Violation.Shared("successor 2", 1, 1), 1, s -> Stages.withSuccessors(s, List.of(2, 2)));
        first(new Violation.EdgeMissing(1, 2, "c", "d"), 1, s -> Stages.withSuccessors(s, List.of()));
        assertEquals(List.of(), check(with(PLAN, 0, s -> Stages.withSuccessors(s, List.of(1, 2)))));
    }

    @Test
    void devicesBelongToOneStage() {
        first(new Violation.Empty(1, "device"), 1, s -> Stages.withDevices(s, List.of()));
        first(new Violation.Unknown(1, "device", 5, 5), 1, s -> Stages.withDevices(s, List.of(5)));
        first(new Violation.Unknown(1, "device", -1, 5), 1, s -> Stages.withDevices(s, List.of(-1)));
        first(new Violation.Shared("device 1", 0, 1), 1, s -> Stages.withDevices(s, List.of(1)));
        first(new Violation.Shared("device 2", 1, 1), 1, s -> Stages.withDevices(s, List.of(2, 2)));
    }

    @Test
    void numbersAreInTheirRanges() {
        String divisor = "a divisor of the mini-batch of 8";
        first(new Violation.OutOfRange(1, "micro-batch", 3, divisor), 1, s -> Stages.withMicroBatch(s, 3));
        first(new Violation.OutOfRange(1, "micro-batch", 0, divisor), 1, s -> Stages.withMicroBatch(s, 0));
        first(new Violation.OutOfRange(1, "micro-batch", -2, divisor), 1, s -> Stages.withMicroBatch(s, -2));
        first(new Violation.OutOfRange(1, "micro-batch", 16, divisor), 1, s -> Stages.withMicroBatch(s, 16));
        first(
                new Violation.OutOfRange(0, "number of devices", 2, "at most the micro-batch of 1"),
                0,
                s -> Stages.withMicroBatch(s, 1));
        first(new Violation.OutOfRange(1, "interleave", 0, "at least 1"), 1, s -> Stages.withInterleave(s, 0));
        String range = "from 1 to the mini-batch of 8";
        first(new Violation.OutOfRange(1, "in-flight", 0, range), 1, s -> s.withInFlight(0));
        first(
                new Violation.OutOfRange(1, "in-flight", Integer.MAX_VALUE, range),
                1,
                s -> s.withInFlight(Integer.MAX_VALUE));
        first(
                new Violation.OutOfRange(1, "in-flight", 3, "a multiple of the micro-batch of 2"),
                1,
                s -> s.withInFlight(3));
    }

    @Test
    void tooFewSamplesInFlightWouldDeadlock() {
        first(new Violation.Deadlock(0, 1, 2, 4), 0, s -> s.withInFlight(2));
        // A micro-batch of 2 cannot feed one of 4 with two samples in flight.
        Plan wide = with(with(PLAN, 2, s -> Stages.withMicroBatch(s, 4).withInFlight(4)), 1, s -> s.withInFlight(2));
        assertEquals(List.of(new Violation.Deadlock(1, 2, 2, 4)), check(wide));
    }

    @Test
    void memoryIsBounded() {
        double bytes = Plan.cost(PROBLEM, PLAN.stages().get(0)).memoryBytes(6);
        Violation violation = new Violation.MemoryExceeded(0, bytes, bytes - 1);
        assertEquals(List.of(violation), PlanValidator.check(problem(bytes - 1), PLAN));
        assertEquals(List.of(), PlanValidator.check(problem(bytes), PLAN));
        assertTrue(violation.message().endsWith("1 too many"), violation.message());
    }

    @Test
    void requireSaysEverything() {
        Plan bad = with(with(PLAN, 0, s -> Stages.withInterleave(s, 0)), 1, s -> Stages.withDevices(s, List.of()));
        String message = assertThrows(IllegalArgumentException.class, () -> PlanValidator.require(PROBLEM, bad))
                .getMessage();
        assertEquals(
                "plan of test is not valid: stage 1 has no device; stage 0: interleave is 0, but must be at least 1",
                message);
    }

    @Test
    void noNumbersBreakTheCheck() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            List<Stage> stages = new ArrayList<>();
            for (int s = random.nextInt(4); s >= 0; s--) {
                stages.add(new Stage(
                        number(random),
                        numbers(random),
                        numbers(random),
                        numbers(random),
                        number(random),
                        number(random),
                        number(random),
                        numbers(random)));
            }
            Plan plan = new Plan("wild", stages);
            try {
                check(plan).forEach(Violation::message);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + plan, e);
            }
        }
    }

    private static int number(Random random) {
        int[] wild = {Integer.MIN_VALUE, -1, 100, Integer.MAX_VALUE};
        return random.nextInt(6) == 0 ? wild[random.nextInt(wild.length)] : random.nextInt(5);
    }

    private static List<Integer> numbers(Random random) {
        return random.ints(random.nextInt(4), 0, 1)
                .map(any -> number(random))
                .boxed()
                .toList();
    }

    private static void only(Violation expected, Plan plan) {
        assertEquals(List.of(expected), check(plan));
    }

    private static void first(Violation expected, int stage, UnaryOperator<Stage> change) {
        assertEquals(expected, check(with(PLAN, stage, change)).get(0));
    }

    private static void has(Violation expected, int stage, UnaryOperator<Stage> change) {
        List<Violation> found = check(with(PLAN, stage, change));
        assertTrue(found.contains(expected), found::toString);
    }

    private static List<Violation> check(Plan plan) {
        return PlanValidator.check(PROBLEM, plan);
    }

    /** The plan with one stage changed, or left out. */
    private static Plan with(Plan plan, int stage, UnaryOperator<Stage> change) {
        List<Stage> stages = new ArrayList<>(plan.stages());
        Stage changed = change.apply(stages.remove(stage));
        if (changed != null) {
            stages.add(stage, changed);
        }
        return new Plan(plan.planner(), stages);
    }

    private static Problem problem(double memory) {
        List<Operator> operators = new ArrayList<>();
        for (String id : List.of("a", "b", "c", "d")) {
            operators.add(new Operator(id, Work.NONE, Work.NONE, Work.NONE, 10, 5));
        }
        List<Edge> edges = List.of(new Edge("a", "b", 1), new Edge("b", "c", 1), new Edge("c", "d", 1));
        Link link = new Link(1, 0);
        Topology topology = new Topology(5, memory, 8, link, link, new DeviceRates(1, 1, 0));
        return new Problem(new CostGraph(operators, edges), topology, new Training(8, 4));
    }
}
