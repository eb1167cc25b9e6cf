package dev.braid.gpp.formats;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Require;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A model as PipeDream's profiler measured it. A sample is the whole mini-batch that was measured.
 *
 * @param nodes in the order of the file
 * @param edges in the order of the file
 * @see <a href="https://doi.org/10.1145/3341301.3359646">PipeDream: Generalized Pipeline Parallelism for DNN Training</a>
 */
public record PipeDreamProfile(List<PipeDreamProfile.Node> nodes, List<PipeDreamProfile.Connection> edges)
        implements GraphFile {
    public PipeDreamProfile {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /**
     * A layer.
     *
     * @param activationBytes of each of its outputs; most have one
     * @param stage where a planner has put it already
     */
    public record Node(
            String id,
            String description,
            double forwardSeconds,
            double backwardSeconds,
            List<Double> activationBytes,
            double parameterBytes,
            OptionalInt stage) {
        public Node {
            Require.notNegative("forward_compute_time", forwardSeconds);
            Require.notNegative("backward_compute_time", backwardSeconds);
            activationBytes.forEach(bytes -> Require.notNegative("activation_size", bytes));
            Require.notNegative("parameter_size", parameterBytes);
            activationBytes = List.copyOf(activationBytes);
        }

        /** Bytes of all its outputs. */
        public double allActivationBytes() {
            return activationBytes.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    /** One node reads what another one writes. */
    public record Connection(String from, String to) {}

    /**
     * Backward is halved for inputs and weights where there are weights. Every output is saved; {@code __getitem__} picks
     * one of several outputs and holds nothing of its own, and the edge to it carries that output alone.
     */
    @Override
    public CostGraph graph() {
        Map<String, Node> byId = new HashMap<>();
        nodes.forEach(node -> byId.put(node.id(), node));
        List<Edge> tensors = edges.stream()
                .map(edge -> new Edge(edge.from(), edge.to(), bytes(byId.get(edge.from()), byId.get(edge.to()))))
                .toList();
        return new CostGraph(nodes.stream().map(PipeDreamProfile::operator).toList(), tensors);
    }

    private static Operator operator(Node node) {
        double half = node.backwardSeconds() / 2;
        boolean trained = node.parameterBytes() > 0;
        return new Operator(
                node.id(),
                new Work.Measured(node.forwardSeconds()),
                new Work.Measured(trained ? half : 2 * half),
                trained ? new Work.Measured(half) : Work.NONE,
                node.parameterBytes(),
                picks(node) ? 0 : node.allActivationBytes());
    }

    private static double bytes(Node from, Node to) {
        return picks(to) && from.activationBytes().size() > 1 ? to.allActivationBytes() : from.allActivationBytes();
    }

    private static boolean picks(Node node) {
        return node.description().startsWith("__getitem__");
    }

    /** The file knows none. */
    @Override
    public Optional<Topology> devices() {
        return Optional.empty();
    }

    /** The file knows none. */
    @Override
    public Optional<Training> training() {
        return Optional.empty();
    }
}
