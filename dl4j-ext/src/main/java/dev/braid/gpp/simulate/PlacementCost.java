package dev.braid.gpp.simulate;

import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What transfers and all-reduces take where the stages' devices really are.
 *
 * <p>Between stages with d and e replicas min(d, e) pairs of devices send at once, each its share of the sender's
 * micro-batch, every operator edge as a message of its own. All pairs are as slow as the slowest of all between the two
 * stages: micro-batches of different sizes meet every replica sooner or later. The ring of an all-reduce is as slow as
 * its slowest link.
 */
final class PlacementCost {
    private final Topology topology;
    private final Plan plan;
    private final Map<List<Integer>, List<Double>> edgeBytes = new HashMap<>();

    PlacementCost(Problem problem, Plan plan) {
        this.topology = problem.topology();
        this.plan = plan;
        int[] stageOf = new int[problem.graph().size()];
        for (Stage stage : plan.stages()) {
            stage.operators().forEach(operator -> stageOf[operator] = stage.id());
        }
        for (Edge edge : problem.graph().edges()) {
            int from = stageOf[problem.graph().number(edge.from())];
            int to = stageOf[problem.graph().number(edge.to())];
            edgeBytes
                    .computeIfAbsent(List.of(from, to), pair -> new ArrayList<>())
                    .add(edge.bytesPerSample());
        }
    }

    /** Bytes per sample from one stage to another. */
    double bytes(int from, int to) {
        return between(from, to).stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Seconds in which {@code samples} samples' tensors of the edge {@code from -> to} cross it, or their gradients. */
    double transferSeconds(int from, int to, int samples) {
        Stage sender = plan.stages().get(from);
        Stage receiver = plan.stages().get(to);
        int share = StageCost.share(samples, Math.min(sender.degree(), receiver.degree()));
        List<Double> bytes = between(from, to);
        return slowest(
                sender.devices(),
                receiver.devices(),
                link -> bytes.stream()
                        .mapToDouble(each -> link.seconds(each * share))
                        .sum());
    }

    double allReduceSeconds(Stage stage, double parameterBytes) {
        int degree = stage.degree();
        if (degree == 1 || parameterBytes == 0) {
            return 0;
        }
        double bytes = 2.0 * (degree - 1) / degree * parameterBytes;
        return slowest(stage.devices(), stage.devices(), link -> link.seconds(bytes));
    }

    private List<Double> between(int from, int to) {
        return edgeBytes.getOrDefault(List.of(from, to), List.of());
    }

    private double slowest(List<Integer> devices, List<Integer> others, ToDoubleFunction<Link> seconds) {
        Set<Link> links = new HashSet<>();
        for (int device : devices) {
            for (int other : others) {
                if (device != other) {
                    links.add(topology.between(device, other));
                }
            }
        }
        return links.stream().mapToDouble(seconds).max().orElse(0);
    }
}
