package dev.braid.gpp.simulate;

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
import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.PlanValidator;
import dev.braid.gpp.plan.RandomPlans;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.plan.StageProgram;
import dev.braid.gpp.plan.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulatorTest {
    /** GraphPipe, section 5: equal stages and free transfers fill the pipeline without a gap in any graph. */
    @Test
    void equalStagesTakeTheTimeOfThePaper() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            int count = 1 + random.nextInt(10);
            List<List<Integer>> successors = dag(random, count);
            double forward = 0.1 + random.nextDouble();
            double backward = 0.1 + 2 * random.nextDouble();
            int microBatch = 1 << random.nextInt(3);
            int microBatches = 1 + random.nextInt(20);
            Problem problem =
                    problem(successors, forward / microBatch, backward / microBatch, microBatch * microBatches);
            Plan plan = plan(successors, microBatch, problem);
            Simulation simulation =
                    Simulator.run(problem, plan, Schedule.WHOLE_BACKWARD).finished();
            double expected = (forward + backward) * (microBatches + plan.depth() - 1);
            assertEquals(expected, simulation.iterationTime(), 1e-9 * expected, "seed " + seed + ", case " + i);
        }
    }

    @Test
    void aDiamondNeedsFourSamplesInFlight() {
        List<List<Integer>> diamond = List.of(List.of(1, 2), List.of(3), List.of(3), List.of());
        Problem problem = problem(diamond, 1, 2, 16);
        Plan plan = new Plan(
                "diamond",
                List.of(
                        stage(0, 2, 2, diamond),
                        stage(1, 2, 4, diamond),
                        stage(2, 2, 4, diamond),
                        stage(3, 4, 4, diamond)));
        Run.Deadlocked deadlock =
                assertInstanceOf(Run.Deadlocked.class, Simulator.run(problem, plan, Schedule.WHOLE_BACKWARD));
        assertEquals(
                "stage 0 waits to run BACKWARD 0 for gradients from stage 1: 2 needed, 0 there; "
                        + "stage 1 waits to run FORWARD 1 for samples from stage 0: 4 needed, 2 there; "
                        + "stage 2 waits to run FORWARD 1 for samples from stage 0: 4 needed, 2 there; "
                        + "stage 3 waits to run FORWARD 0 for samples from stage 1: 4 needed, 2 there",
                deadlock.message());
        List<Stage> enough = new ArrayList<>(plan.stages());
        enough.set(0, plan.stages().get(0).withInFlight(4));
        assertInstanceOf(
                Run.Finished.class, Simulator.run(problem, new Plan("diamond", enough), Schedule.WHOLE_BACKWARD));
    }

    @Test
    void randomPlansNeverDeadlockAndTheirTimelinesHold() {
        long seed = System.nanoTime();
        RandomPlans plans = new RandomPlans(seed);
        for (int i = 0; i < 300; i++) {
            RandomPlans.Case one = plans.mixed();
            String hint = "seed " + seed + ", case " + i;
            double[] seconds = new double[2];
            for (Schedule schedule : Schedule.values()) {
                Run run = Simulator.run(one.problem(), one.plan(), schedule);
                assertInstanceOf(Run.Finished.class, run, hint);
                TimelineChecker.check(one.problem(), one.plan(), run.finished(), hint);
                seconds[schedule.ordinal()] = run.finished().iterationTime();
            }
            assertTrue(seconds[1] <= seconds[0] * (1 + 1e-12), hint);
        }
    }

    /** The validator's rule for samples in flight against what the simulator sees, on plans that keep too few or more. */
    @Test
    void theValidatorKnowsWhichPlansDeadlock() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomPlans plans = new RandomPlans(seed);
        int deadlocks = 0;
        for (int i = 0; i < 1000; i++) {
            RandomPlans.Case one = plans.mixed();
            int miniBatch = one.problem().training().miniBatch();
            List<Stage> stages = new ArrayList<>();
            for (Stage stage : one.plan().stages()) {
                int most = miniBatch / stage.microBatch();
                int around = stage.inFlight() / stage.microBatch() + random.nextInt(4) - 2;
                stages.add(stage.withInFlight(stage.microBatch() * Math.max(1, Math.min(most, around))));
            }
            Plan plan = new Plan("shaken", stages);
            List<Violation> violations = PlanValidator.check(one.problem(), plan);
            Schedule schedule = Schedule.values()[random.nextInt(2)];
            boolean deadlocked = Simulator.run(one.problem(), plan, schedule) instanceof Run.Deadlocked;
            assertEquals(!violations.isEmpty(), deadlocked, "seed " + seed + ", case " + i + ": " + violations);
            deadlocks += deadlocked ? 1 : 0;
        }
        assertTrue(deadlocks > 50 && deadlocks < 950, deadlocks + " deadlocks, seed " + seed);
    }

    @Test
    void programsOfASimulationGiveTheSameTimeline() {
        long seed = System.nanoTime();
        RandomPlans plans = new RandomPlans(seed);
        for (int i = 0; i < 100; i++) {
            RandomPlans.Case one = plans.mixed();
            for (Schedule schedule : Schedule.values()) {
                List<StageProgram> programs = schedule.programs(one.problem(), one.plan());
                Simulation chosen =
                        Simulator.run(one.problem(), one.plan(), schedule).finished();
                Simulation listed =
                        Simulator.run(one.problem(), one.plan(), programs).finished();
                assertEquals(programs, listed.programs(), "seed " + seed);
                assertEquals(chosen.iterationTime(), listed.iterationTime(), "seed " + seed);
            }
        }
    }

    @Test
    void weightGradientsFillBubbles() {
        List<List<Integer>> chain = List.of(List.of(1), List.of(2), List.of(3), List.of());
        Problem problem = problem(chain, 1, 2, 8);
        Plan plan = plan(chain, 1, problem);
        Simulation whole = Simulator.run(problem, plan, Schedule.WHOLE_BACKWARD).finished();
        Simulation split = Simulator.run(problem, plan, Schedule.SPLIT_BACKWARD).finished();
        assertEquals(3 * (8 + 3), whole.iterationTime(), 1e-9);
        // Each of the three steps down the pipeline at its end is an input gradient shorter by a weight gradient.
        assertEquals(3 * (8 + 3) - 3, split.iterationTime(), 1e-9);
        assertTrue(split.stages().get(0).bubbleShare() < whole.stages().get(0).bubbleShare());
    }

    @Test
    void aProgramThatLacksAPassIsADeadlockThatSaysSo() {
        List<List<Integer>> chain = List.of(List.of(1), List.of());
        Problem problem = problem(chain, 1, 2, 2);
        Plan plan = plan(chain, 1, problem);
        List<StageProgram> programs = new ArrayList<>(Schedule.WHOLE_BACKWARD.programs(problem, plan));
        List<Action> actions = new ArrayList<>(programs.get(1).actions());
        actions.remove(new Pass(Kind.FORWARD, 0));
        programs.set(1, new StageProgram(1, actions));
        Run.Deadlocked deadlock = assertInstanceOf(Run.Deadlocked.class, Simulator.run(problem, plan, programs));
        assertTrue(
                deadlock.message().contains("stage 1 waits to run BACKWARD 0 for passes of its own"),
                deadlock.message());
    }

    @Test
    void transfersTakeTheSlowestLinkAndOverlapWork() {
        List<List<Integer>> chain = List.of(List.of(1), List.of());
        List<Operator> operators = List.of(operator("n0", 1, 2), operator("n1", 1, 2));
        CostGraph graph = new CostGraph(operators, List.of(new Edge("n0", "n1", 10)));
        Topology topology = new Topology(2, 1e9, 1, new Link(1e9, 0), new Link(20, 0.25), new DeviceRates(1, 1, 0));
        Problem problem = new Problem(graph, topology, new Training(1, 4));
        Simulation simulation = Simulator.run(problem, plan(chain, 1, problem), Schedule.WHOLE_BACKWARD)
                .finished();
        assertEquals(2 * (1 + 2) + 2 * (0.25 + 10 / 20.0), simulation.iterationTime(), 1e-9);
        assertEquals(
                new Transfer(Transfer.Kind.ACTIVATIONS, 0, 1, 0, 1, 1.75),
                simulation.transfers().get(0));
    }

    @Test
    void whatWaitsBetweenStagesIsMeasured() {
        // The edge that skips three stages holds what the first stage is ahead of the last.
        List<List<Integer>> skip = List.of(List.of(1, 3), List.of(2), List.of(3), List.of());
        List<Operator> operators = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            operators.add(operator("n" + i, 1, 2));
        }
        List<Edge> edges = List.of(
                new Edge("n0", "n1", 0), new Edge("n1", "n2", 0), new Edge("n2", "n3", 0), new Edge("n0", "n3", 5));
        Link link = new Link(1e12, 0);
        Topology topology = new Topology(4, 1e9, 4, link, link, new DeviceRates(1, 1, 0));
        Problem problem = new Problem(new CostGraph(operators, edges), topology, new Training(8, 4));
        Simulation simulation = Simulator.run(problem, plan(skip, 1, problem), Schedule.WHOLE_BACKWARD)
                .finished();
        assertTrue(simulation.stages().get(0).waitingBytes() >= 2 * 5, simulation.stages()::toString);
        assertEquals(0, simulation.stages().get(3).waitingBytes());
    }

    private static List<List<Integer>> dag(Random random, int count) {
        List<List<Integer>> successors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Integer> own = new ArrayList<>();
            for (int j = i + 1; j < count; j++) {
                if (random.nextInt(3) == 0) {
                    own.add(j);
                }
            }
            successors.add(own);
        }
        return successors;
    }

    private static Problem problem(List<List<Integer>> successors, double forward, double backward, int miniBatch) {
        List<Operator> operators = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < successors.size(); i++) {
            operators.add(operator("n" + i, forward, backward));
            for (int next : successors.get(i)) {
                edges.add(new Edge("n" + i, "n" + next, 0));
            }
        }
        Link link = new Link(1, 0);
        Topology topology = new Topology(successors.size(), 1e9, 8, link, link, new DeviceRates(1, 1, 0));
        return new Problem(new CostGraph(operators, edges), topology, new Training(miniBatch, 4));
    }

    private static Operator operator(String id, double forward, double backward) {
        Work half = new Work.Measured(backward / 2);
        return new Operator(id, new Work.Measured(forward), half, half, 0, 1);
    }

    /** One operator and one device for each stage, samples in flight by the rule. */
    private static Plan plan(List<List<Integer>> successors, int microBatch, Problem problem) {
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < successors.size(); i++) {
            stages.add(stage(i, microBatch, 0, successors));
        }
        return new Plan("test", InFlight.fill(stages, problem.training().miniBatch()));
    }

    private static Stage stage(int id, int microBatch, int inFlight, List<List<Integer>> successors) {
        return new Stage(id, List.of(id), List.of(), List.of(id), microBatch, 1, inFlight, successors.get(id));
    }
}
