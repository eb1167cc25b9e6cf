package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which devices stages have: planners number them in a row, so that a stage may lie across nodes although it would fit
 * one, and its all-reduce then takes the slower links.
 */
final class Placement {
    private final int perNode;
    private final List<List<Integer>> free = new ArrayList<>();

    private Placement(Problem problem) {
        perNode = problem.topology().devicesPerNode();
        for (int device = 0; device < problem.topology().devices(); device++) {
            if (device % perNode == 0) {
                free.add(new ArrayList<>());
            }
            free.get(free.size() - 1).add(device);
        }
    }

    /** The same stages, the largest placed first: each in the fullest node that holds it, or across the emptiest nodes. */
    static Plan packed(Problem problem, Plan plan) {
        if (problem.topology().devices() <= problem.topology().devicesPerNode()) {
            return plan;
        }
        Placement placement = new Placement(problem);
        List<Stage> stages = new ArrayList<>(plan.stages());
        plan.stages().stream()
                .sorted(Comparator.comparingInt(Stage::degree).reversed())
                .forEach(stage -> stages.set(stage.id(), with(stage, placement.take(stage.degree()))));
        return new Plan(plan.planner(), stages);
    }

    private List<Integer> take(int count) {
        List<Integer> taken = new ArrayList<>();
        while (taken.size() < count) {
            int missing = count - taken.size();
            List<Integer> node = free.stream()
                    .filter(devices -> devices.size() >= missing)
                    .min(Comparator.comparingInt(List::size))
                    .orElseGet(() -> free.stream()
                            .max(Comparator.comparingInt(List::size))
                            .orElseThrow());
            List<Integer> some = node.subList(0, Math.min(missing, node.size()));
            taken.addAll(some);
            some.clear();
        }
        return taken.stream().sorted().toList();
    }

    private static Stage with(Stage stage, List<Integer> devices) {
        return new Stage(
                stage.id(),
                stage.operators(),
                stage.recomputed(),
                devices,
                stage.microBatch(),
                stage.interleave(),
                stage.inFlight(),
                stage.successors());
    }
}
