package dev.braid.gpp.simulate;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** The event queue of one simulated mini-batch. All that ends at one moment has ended before anything begins at it. */
final class Events {
    /** What ends at a moment, and the stage that it may let go on. */
    private record Event(double time, long number, int stage, Runnable effect) {}

    private final Problem problem;
    private final Plan plan;
    private final List<ActionSource> sources;
    private final PlacementCost placement;
    private final List<StageState> stages = new ArrayList<>();
    private final List<TimelineEntry> timeline = new ArrayList<>();
    private final List<Transfer> transfers = new ArrayList<>();
    private final PriorityQueue<Event> queue =
            new PriorityQueue<>(Comparator.comparingDouble(Event::time).thenComparingLong(Event::number));
    private long events;
    private double now;

    Events(Problem problem, Plan plan, List<ActionSource> sources) {
        this.problem = problem;
        this.plan = plan;
        this.sources = sources;
        this.placement = new PlacementCost(problem, plan);
        for (Stage stage : plan.stages()) {
            stages.add(new StageState(stage, seconds(stage)));
        }
        for (Stage stage : plan.stages()) {
            stage.successors().forEach(successor -> connect(stage, plan.stages().get(successor)));
        }
    }

    private StageState.Seconds seconds(Stage stage) {
        StageCost cost = Plan.cost(problem, stage);
        double parameters = cost.stateBytes() / problem.training().stateFactor();
        return new StageState.Seconds(cost, placement.allReduceSeconds(stage, parameters));
    }

    private void connect(Stage from, Stage to) {
        Channel activations = new Channel(
                Transfer.Kind.ACTIVATIONS,
                from.id(),
                to.id(),
                from.microBatch(),
                placement.transferSeconds(from.id(), to.id(), from.microBatch()));
        Channel gradients = new Channel(
                Transfer.Kind.GRADIENTS,
                to.id(),
                from.id(),
                to.microBatch(),
                placement.transferSeconds(from.id(), to.id(), to.microBatch()));
        stages.get(from.id()).outputs.add(activations);
        stages.get(to.id()).inputs.add(activations);
        stages.get(to.id()).inputGradients.add(gradients);
        stages.get(from.id()).gradients.add(gradients);
    }

    Run run() {
        BitSet woken = new BitSet();
        woken.set(0, stages.size());
        begin(woken);
        while (!queue.isEmpty()) {
            now = queue.peek().time();
            woken.clear();
            while (!queue.isEmpty() && queue.peek().time() == now) {
                Event event = queue.remove();
                event.effect().run();
                woken.set(event.stage());
            }
            begin(woken);
        }
        List<Wait> waits = waits();
        return waits.isEmpty() ? new Run.Finished(result()) : new Run.Deadlocked(now, waits);
    }

    private void begin(BitSet woken) {
        for (int i = woken.nextSetBit(0); i >= 0; i = woken.nextSetBit(i + 1)) {
            StageState stage = stages.get(i);
            if (stage.idle()) {
                sources.get(i).next(stage).ifPresent(action -> begin(stage, action));
            }
        }
    }

    private void begin(StageState stage, Action action) {
        TimelineEntry entry = stage.begin(action, now);
        timeline.add(entry);
        at(entry.end(), entry.stage(), () -> stage.end(action, now).forEach(this::send));
    }

    private void send(Channel channel) {
        Transfer transfer = channel.send(now);
        transfers.add(transfer);
        at(transfer.end(), channel.to(), channel::arrive);
    }

    private void at(double time, int stage, Runnable effect) {
        queue.add(new Event(time, events++, stage, effect));
    }

    private List<Wait> waits() {
        List<Wait> waits = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            StageState stage = stages.get(i);
            Optional<Action> awaited = sources.get(i).awaited();
            awaited.flatMap(stage::obstacle).ifPresent(waits::add);
        }
        return waits;
    }

    private Simulation result() {
        List<StageUse> uses = new ArrayList<>();
        double[] waiting = new WaitingBytes(plan, placement).peaks(timeline);
        for (int i = 0; i < stages.size(); i++) {
            uses.add(stages.get(i).use(now, waiting[i]));
        }
        int miniBatch = problem.training().miniBatch();
        return new Simulation(now, now == 0 ? 0 : miniBatch / now, uses, timeline, transfers);
    }
}
