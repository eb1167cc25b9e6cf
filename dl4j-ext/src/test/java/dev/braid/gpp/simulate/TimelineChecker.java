package dev.braid.gpp.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Closing;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks at a finished timeline alone and says whether it could have happened. */
final class TimelineChecker {
    private final Problem problem;
    private final Plan plan;
    private final Simulation simulation;
    private final String hint;
    private final Map<Integer, Map<Action, TimelineEntry>> entries = new HashMap<>();
    private final Map<List<Object>, List<Transfer>> byLink = new HashMap<>();

    private TimelineChecker(Problem problem, Plan plan, Simulation simulation, String hint) {
        this.problem = problem;
        this.plan = plan;
        this.simulation = simulation;
        this.hint = hint;
        for (TimelineEntry entry : simulation.timeline()) {
            TimelineEntry twice = entries.computeIfAbsent(entry.stage(), stage -> new HashMap<>())
                    .put(entry.action(), entry);
            assertEquals(null, twice, hint);
        }
    }

    static void check(Problem problem, Plan plan, Simulation simulation, String hint) {
        TimelineChecker checker = new TimelineChecker(problem, plan, simulation, hint);
        for (Stage stage : plan.stages()) {
            checker.complete(stage);
            checker.oneAtATime(stage);
            checker.inputsAreThere(stage);
            checker.memory(stage);
        }
        checker.linksCarryOneAtATime();
    }

    private int count(Stage stage) {
        return problem.training().miniBatch() / stage.microBatch();
    }

    private TimelineEntry entry(Stage stage, Kind kind, int microBatch) {
        return entries.get(stage.id()).get(new Pass(kind, microBatch));
    }

    /** What gives the gradient of the input. */
    private TimelineEntry back(Stage stage, int microBatch) {
        TimelineEntry whole = entry(stage, Kind.BACKWARD, microBatch);
        return whole == null ? entry(stage, Kind.BACKWARD_INPUT, microBatch) : whole;
    }

    /** What ends the micro-batch's stay. */
    private TimelineEntry last(Stage stage, int microBatch) {
        TimelineEntry whole = entry(stage, Kind.BACKWARD, microBatch);
        return whole == null ? entry(stage, Kind.BACKWARD_WEIGHT, microBatch) : whole;
    }

    private void complete(Stage stage) {
        StageCost cost = Plan.cost(problem, stage);
        double reduced = entries.get(stage.id()).get(Closing.ALL_REDUCE).start();
        for (int m = 0; m < count(stage); m++) {
            duration(cost.forward(), entry(stage, Kind.FORWARD, m));
            assertTrue(entry(stage, Kind.FORWARD, m).end() <= back(stage, m).start(), hint);
            if (back(stage, m) == last(stage, m)) {
                duration(cost.backward(), back(stage, m));
            } else {
                duration(cost.inputGradient(), back(stage, m));
                duration(cost.weightGradient(), last(stage, m));
                assertTrue(back(stage, m).end() <= last(stage, m).start(), hint);
            }
            assertTrue(last(stage, m).end() <= reduced, hint);
        }
        TimelineEntry update = entries.get(stage.id()).get(Closing.UPDATE);
        assertTrue(entries.get(stage.id()).get(Closing.ALL_REDUCE).end() <= update.start(), hint);
        assertTrue(update.end() <= simulation.iterationTime(), hint);
    }

    private void duration(double expected, TimelineEntry entry) {
        assertEquals(expected, entry.seconds(), 1e-9 * (1 + entry.end()), hint);
    }

    private void oneAtATime(Stage stage) {
        double free = 0;
        for (TimelineEntry entry : simulation.timeline()) {
            if (entry.stage() == stage.id()) {
                assertTrue(entry.start() >= free, hint);
                free = entry.end();
            }
        }
    }

    private void inputsAreThere(Stage stage) {
        for (int next : stage.successors()) {
            Stage to = plan.stages().get(next);
            for (int sample = 0; sample < problem.training().miniBatch(); sample++) {
                int own = sample / stage.microBatch();
                int other = sample / to.microBatch();
                arrives(Transfer.Kind.ACTIVATIONS, entry(stage, Kind.FORWARD, own), entry(to, Kind.FORWARD, other));
                arrives(Transfer.Kind.GRADIENTS, back(to, other), back(stage, own));
            }
        }
    }

    private void arrives(Transfer.Kind kind, TimelineEntry made, TimelineEntry needed) {
        int microBatch = ((Pass) made.action()).microBatch();
        Transfer transfer = transfers(kind, made.stage(), needed.stage()).get(microBatch);
        assertEquals(microBatch, transfer.microBatch(), hint);
        assertTrue(made.end() <= transfer.start() && transfer.end() <= needed.start(), hint);
    }

    private List<Transfer> transfers(Transfer.Kind kind, int from, int to) {
        if (byLink.isEmpty()) {
            for (Transfer each : simulation.transfers()) {
                byLink.computeIfAbsent(List.of(each.kind(), each.from(), each.to()), key -> new ArrayList<>())
                        .add(each);
            }
        }
        return byLink.get(List.of(kind, from, to));
    }

    private void linksCarryOneAtATime() {
        for (List<Transfer> link : byLink.values()) {
            for (int i = 1; i < link.size(); i++) {
                assertTrue(link.get(i - 1).end() <= link.get(i).start(), hint);
            }
        }
    }

    private void memory(Stage stage) {
        int peak = 0;
        for (int m = 0; m < count(stage); m++) {
            double start = entry(stage, Kind.FORWARD, m).start();
            int inFlight = 1;
            for (int before = 0; before < m; before++) {
                inFlight += last(stage, before).end() > start ? 1 : 0;
            }
            peak = Math.max(peak, inFlight * stage.microBatch());
        }
        StageUse use = simulation.stages().get(stage.id());
        assertTrue(peak <= use.peakInFlight(), hint);
        assertTrue(use.peakInFlight() <= stage.inFlight(), hint);
        double bound = Plan.cost(problem, stage).memoryBytes(stage.inFlight());
        assertTrue(use.peakBytes() <= bound * (1 + 1e-12), hint);
        double highest = use.memory().stream()
                .mapToDouble(StageUse.MemoryStep::bytes)
                .max()
                .orElse(0);
        assertTrue(highest <= use.peakBytes(), hint);
    }
}
