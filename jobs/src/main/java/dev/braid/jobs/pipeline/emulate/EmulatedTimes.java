package dev.braid.jobs.pipeline.emulate;

import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.gpp.simulate.Simulation;
import dev.braid.gpp.simulate.Transfer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long everything takes, by a simulated mini-batch: each kind of action of each stage, and each transfer.
 *
 * @param actions seconds by stage and kind
 * @param transfers seconds by kind, sender and receiver
 */
public record EmulatedTimes(Map<List<Object>, Double> actions, Map<List<Object>, Double> transfers) {
    public EmulatedTimes {
        actions = Map.copyOf(actions);
        transfers = Map.copyOf(transfers);
    }

    public static EmulatedTimes of(Simulation simulation) {
        Map<List<Object>, Double> actions = new HashMap<>();
        simulation.timeline().forEach(entry -> actions.put(key(entry.stage(), entry.action()), entry.seconds()));
        Map<List<Object>, Double> transfers = new HashMap<>();
        simulation
                .transfers()
                .forEach(
                        each -> transfers.put(List.of(each.kind(), each.from(), each.to()), each.end() - each.start()));
        return new EmulatedTimes(actions, transfers);
    }

    private static List<Object> key(int stage, Action action) {
        return List.of(stage, action instanceof Pass pass ? pass.kind() : action);
    }

    /** Seconds of an action. */
    public double seconds(int stage, Action action) {
        return actions.getOrDefault(key(stage, action), 0.0);
    }

    /** Seconds of what a pass sends. */
    public double seconds(Transfer.Kind kind, int from, int to) {
        return transfers.getOrDefault(List.of(kind, from, to), 0.0);
    }
}
