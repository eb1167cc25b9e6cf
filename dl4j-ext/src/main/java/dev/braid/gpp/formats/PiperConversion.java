package dev.braid.gpp.formats;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import java.util.List;

/**
 * Piper's input in the terms of the shared cost model: one device per layer, nothing recomputed.
 *
 * <p>The file has one time for forward and backward. A third of it is forward, as recomputation in Piper's measurements
 * confirms, and the rest backward, in halves for inputs and weights where there are weights. The part of the memory that
 * does not depend on samples is the state; Piper counts it per layer and the shared model per byte of weights, so the
 * largest ratio is taken.
 */
final class PiperConversion {
    private static final String PLAIN = "vanilla";

    /** Measured times do not ask for rates. */
    static final DeviceRates RATES = new DeviceRates(1e12, 1e12, 0);

    private PiperConversion() {}

    static CostGraph graph(PiperInput input) {
        List<Operator> operators =
                input.nodes().stream().map(PiperConversion::operator).toList();
        List<Edge> edges = input.edges().stream()
                .map(edge -> new Edge("" + edge.sourceId(), "" + edge.destId(), edge.communicationCost()))
                .toList();
        return new CostGraph(operators, edges);
    }

    private static Operator operator(PiperInput.Node node) {
        PiperInput.Configuration plain = plain(node);
        double third = plain.timePerSample() / 3;
        Work inputs = new Work.Measured(plain.parameterSize() > 0 ? third : 2 * third);
        Work weights = plain.parameterSize() > 0 ? new Work.Measured(third) : Work.NONE;
        return new Operator(
                "" + node.id(), new Work.Measured(third), inputs, weights, plain.parameterSize(), plain.memoryUsageA());
    }

    static Topology topology(PiperInput input) {
        Link link = new Link(input.bandwidth(), 0);
        return new Topology(input.maxDevices(), input.maxMemoryPerDevice(), input.maxDevices(), link, link, RATES);
    }

    static Training training(PiperInput input) {
        double factor = input.nodes().stream()
                .map(PiperConversion::plain)
                .filter(plain -> plain.parameterSize() > 0)
                .mapToDouble(plain -> plain.memoryUsageB() / plain.parameterSize())
                .max()
                .orElse(1);
        return new Training(input.mbsInBatch(), Math.max(1, factor));
    }

    private static PiperInput.Configuration plain(PiperInput.Node node) {
        List<PiperInput.Configuration> single = node.configurations().getOrDefault(1, List.of());
        return single.stream()
                .filter(configuration -> configuration.id().equals(PLAIN) || single.size() == 1)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("node " + node.id() + " has no configuration \"" + PLAIN
                        + "\" for tensor parallelism 1, which a plan without tensor parallelism needs; it has degrees "
                        + node.configurations().keySet()));
    }
}
