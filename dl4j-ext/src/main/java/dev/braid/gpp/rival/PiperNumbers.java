package dev.braid.gpp.rival;

import dev.braid.gpp.formats.PiperInput;
import dev.braid.gpp.formats.PiperInput.Configuration;
import dev.braid.gpp.rival.PiperModel.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Gives the nodes of a Piper input numbers, and puts the bytes of a cut edge where they are looked up. */
final class PiperNumbers {
    private final PiperInput input;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final List<List<PiperInput.Edge>> in = new ArrayList<>();
    private final List<List<PiperInput.Edge>> out = new ArrayList<>();

    private PiperNumbers(PiperInput input) {
        this.input = input;
        for (PiperInput.Node node : input.nodes()) {
            numbers.put(node.id(), numbers.size());
            in.add(new ArrayList<>());
            out.add(new ArrayList<>());
        }
        for (PiperInput.Edge edge : input.edges()) {
            out.get(numbers.get(edge.sourceId())).add(edge);
            in.get(numbers.get(edge.destId())).add(edge);
        }
    }

    /** The input must have been read from a file, or hold what the reader checks. */
    static PiperModel model(PiperInput input) {
        return new PiperNumbers(input).model();
    }

    private PiperModel model() {
        TreeMap<Integer, Mode[][]> modes = new TreeMap<>();
        for (int node = 0; node < input.nodes().size(); node++) {
            for (Map.Entry<Integer, List<Configuration>> entry :
                    input.nodes().get(node).configurations().entrySet()) {
                Mode[][] all = modes.computeIfAbsent(entry.getKey(), degree -> none());
                int number = node;
                all[node] = entry.getValue().stream()
                        .map(configuration -> mode(number, configuration))
                        .toArray(Mode[]::new);
            }
        }
        return new PiperModel(
                input.nodes().stream().map(node -> String.valueOf(node.id())).toList(),
                input.nodes().stream().map(PiperInput.Node::name).toList(),
                ends(in, PiperInput.Edge::sourceId),
                ends(out, PiperInput.Edge::destId),
                modes,
                input.maxMemoryPerDevice(),
                input.maxDevices(),
                input.bandwidth(),
                input.mbsInBatch());
    }

    private Mode[][] none() {
        Mode[][] none = new Mode[input.nodes().size()][];
        Arrays.fill(none, new Mode[0]);
        return none;
    }

    private int[][] ends(List<List<PiperInput.Edge>> edges, ToIntFunction<PiperInput.Edge> end) {
        return edges.stream()
                .map(of -> of.stream()
                        .mapToInt(edge -> numbers.get(end.applyAsInt(edge)))
                        .toArray())
                .toArray(int[][]::new);
    }

    private Mode mode(int node, Configuration configuration) {
        return new Mode(
                configuration.id(),
                configuration.timePerSample(),
                configuration.parameterSize(),
                configuration.memoryUsageA(),
                configuration.memoryUsageB(),
                in.get(node).stream()
                        .mapToDouble(edge -> cut(edge, edge.sourceId(), configuration.syncTimeFw(), "syncTimeFw"))
                        .toArray(),
                out.get(node).stream()
                        .mapToDouble(edge -> cut(edge, edge.destId(), configuration.syncTimeBw(), "syncTimeBw"))
                        .toArray());
    }

    /** A tensor and its gradient, both over the edge and within the tensor-parallel group. */
    private static double cut(PiperInput.Edge edge, int other, Map<Integer, Double> sync, String field) {
        Double within = sync.get(other);
        if (within == null) {
            throw new IllegalArgumentException("edge " + edge.sourceId() + " -> " + edge.destId() + " has no " + field
                    + " entry for node " + other + "; Piper needs one for every edge of every configuration");
        }
        return 2 * (edge.communicationCost() + within);
    }

    /** All nodes, successors before their predecessors. */
    static int[] backwards(PiperModel model) {
        int[] order = Reachable.topological(model.successors());
        return IntStream.range(0, order.length)
                .map(i -> order[order.length - 1 - i])
                .toArray();
    }
}
