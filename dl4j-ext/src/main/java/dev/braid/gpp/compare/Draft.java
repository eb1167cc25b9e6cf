package dev.braid.gpp.compare;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * What a plan is changed by: parts that become stages, in any order, without what follows from them (devices, successors,
 * samples in flight). Immutable.
 */
record Draft(List<Part> parts) {
    Draft {
        parts = List.copyOf(parts);
    }

    /**
     * What becomes one stage.
     *
     * @param operators of the cost graph; not to be changed
     * @param recomputed some of them; not to be changed
     */
    record Part(BitSet operators, BitSet recomputed, int degree, int microBatch) {
        Part withDegree(int other) {
            return new Part(operators, recomputed, other, microBatch);
        }

        Part withMicroBatch(int other) {
            return new Part(operators, recomputed, degree, other);
        }

        Part with(BitSet more) {
            BitSet all = (BitSet) operators.clone();
            all.or(more);
            return new Part(all, recomputed, degree, microBatch);
        }

        Part without(BitSet some) {
            BitSet rest = (BitSet) operators.clone();
            rest.andNot(some);
            BitSet again = (BitSet) recomputed.clone();
            again.andNot(some);
            return new Part(rest, again, degree, microBatch);
        }
    }

    static Draft of(Plan plan) {
        return new Draft(plan.stages().stream()
                .map(stage -> new Part(stage.operatorSet(), stage.recomputedSet(), stage.degree(), stage.microBatch()))
                .toList());
    }

    int devices() {
        return parts.stream().mapToInt(Part::degree).sum();
    }

    /** The plan with the graph's own edges only, packed into nodes; nothing when it is none or exceeds a bound. */
    Optional<Plan> plan(Problem problem) {
        if (devices() > problem.topology().devices() || !fits(problem.training().miniBatch())) {
            return Optional.empty();
        }
        List<TreeSet<Integer>> successors = successors(problem.graph());
        int[] order = order(successors);
        if (order.length < parts.size()) {
            return Optional.empty();
        }
        List<Stage> stages =
                InFlight.fill(stages(order, successors), problem.training().miniBatch());
        boolean tooLarge = stages.stream()
                .anyMatch(stage -> Plan.cost(problem, stage).memoryBytes(stage.inFlight())
                        > problem.topology().memoryBytes());
        return tooLarge
                ? Optional.empty()
                : Optional.of(Placement.packed(problem, new Plan(PlannerKind.GRAPH.label(), stages)));
    }

    private boolean fits(int miniBatch) {
        return parts.stream()
                .allMatch(part -> part.degree() >= 1
                        && part.degree() <= part.microBatch()
                        && miniBatch % part.microBatch() == 0
                        && !part.operators().isEmpty());
    }

    /** For each operator, the place of the part that it is in. */
    int[] partOf(CostGraph graph) {
        int[] partOf = new int[graph.size()];
        for (int i = 0; i < parts.size(); i++) {
            int part = i;
            parts.get(i).operators().stream().forEach(operator -> partOf[operator] = part);
        }
        return partOf;
    }

    /** For each part, the places of those that the graph's edges lead to from it. */
    List<TreeSet<Integer>> successors(CostGraph graph) {
        int[] partOf = partOf(graph);
        List<TreeSet<Integer>> successors = new ArrayList<>();
        parts.forEach(part -> successors.add(new TreeSet<>()));
        for (int from = 0; from < partOf.length; from++) {
            for (int to : graph.successors(from)) {
                if (partOf[from] != partOf[to]) {
                    successors.get(partOf[from]).add(partOf[to]);
                }
            }
        }
        return successors;
    }

    /** Parts in a topological order, those with the lowest operators first; fewer than there are when some wait in a circle. */
    private int[] order(List<TreeSet<Integer>> successors) {
        int[] waits = new int[parts.size()];
        successors.forEach(next -> next.forEach(part -> waits[part]++));
        PriorityQueue<Integer> ready = new PriorityQueue<>(
                Comparator.comparingInt(part -> parts.get(part).operators().nextSetBit(0)));
        for (int part = 0; part < waits.length; part++) {
            if (waits[part] == 0) {
                ready.add(part);
            }
        }
        int[] order = new int[parts.size()];
        int placed = 0;
        while (!ready.isEmpty()) {
            int part = ready.remove();
            order[placed++] = part;
            for (int next : successors.get(part)) {
                if (--waits[next] == 0) {
                    ready.add(next);
                }
            }
        }
        return Arrays.copyOf(order, placed);
    }

    private List<Stage> stages(int[] order, List<TreeSet<Integer>> successors) {
        int[] idOf = new int[order.length];
        for (int id = 0; id < order.length; id++) {
            idOf[order[id]] = id;
        }
        List<Stage> stages = new ArrayList<>();
        int device = 0;
        for (int id = 0; id < order.length; id++) {
            Part part = parts.get(order[id]);
            List<Integer> devices = new ArrayList<>();
            for (int i = 0; i < part.degree(); i++) {
                devices.add(device++);
            }
            List<Integer> next = successors.get(order[id]).stream()
                    .map(other -> idOf[other])
                    .sorted()
                    .toList();
            stages.add(new Stage(
                    id, numbers(part.operators()), numbers(part.recomputed()), devices, part.microBatch(), 1, 0, next));
        }
        return stages;
    }

    private static List<Integer> numbers(BitSet bits) {
        return bits.stream().boxed().toList();
    }
}
