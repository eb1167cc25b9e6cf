package dev.braid.gpp.formats;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Require;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Piper's planner is asked: a model, measured for every degree of tensor parallelism with and without
 * recomputation, and the devices. Names and values are those of Piper's file. A sample is one of its micro-batches.
 *
 * @param maxMemoryPerDevice bytes
 * @param bandwidth bytes per second, from a device to the outside
 * @param mbsInBatch micro-batches of one update, N in the paper
 * @see <a href="https://github.com/msr-fiddle/piper">Piper: Multidimensional Planner for DNN Parallelization</a>
 */
public record PiperInput(
        int maxDevices,
        double maxMemoryPerDevice,
        double bandwidth,
        int mbsInBatch,
        List<PiperInput.Node> nodes,
        List<PiperInput.Edge> edges)
        implements GraphFile {
    public PiperInput {
        if (maxDevices < 1) {
            throw new IllegalArgumentException("maxDevices is " + maxDevices + ", but must be at least 1");
        }
        if (mbsInBatch < 1) {
            throw new IllegalArgumentException("mbsInBatch is " + mbsInBatch + ", but must be at least 1");
        }
        Require.positive("maxMemoryPerDevice", maxMemoryPerDevice);
        Require.positive("bandwidth", bandwidth);
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /**
     * A layer.
     *
     * @param name for people; empty when the file has none
     * @param configurations by degree of tensor parallelism, {@code TMPCs} in the file
     */
    public record Node(int id, String name, SortedMap<Integer, List<Configuration>> configurations) {
        public Node {
            SortedMap<Integer, List<Configuration>> copy = new TreeMap<>();
            configurations.forEach((degree, list) -> copy.put(degree, List.copyOf(list)));
            configurations = Collections.unmodifiableSortedMap(copy);
        }
    }

    /**
     * One way of running a layer on one device of its tensor-parallel group.
     *
     * @param id such as {@code vanilla} or {@code activation recomp}
     * @param timePerSample seconds of forward and backward, p in the paper
     * @param parameterSize bytes of weights, w
     * @param memoryUsageA bytes for each sample in flight, a
     * @param memoryUsageB bytes that do not depend on them, b
     * @param syncTimeFw bytes that forward exchanges within the group, by the edge's other node
     * @param syncTimeBw bytes that backward exchanges within the group, by the edge's other node
     */
    public record Configuration(
            String id,
            double timePerSample,
            double parameterSize,
            double memoryUsageA,
            double memoryUsageB,
            Map<Integer, Double> syncTimeFw,
            Map<Integer, Double> syncTimeBw) {
        public Configuration {
            Require.notNegative("timePerSample", timePerSample);
            Require.notNegative("parameterSize", parameterSize);
            Require.notNegative("memoryUsageA", memoryUsageA);
            Require.notNegative("memoryUsageB", memoryUsageB);
            syncTimeFw.forEach((node, bytes) -> Require.notNegative("syncTimeFw." + node, bytes));
            syncTimeBw.forEach((node, bytes) -> Require.notNegative("syncTimeBw." + node, bytes));
            syncTimeFw = Map.copyOf(syncTimeFw);
            syncTimeBw = Map.copyOf(syncTimeBw);
        }
    }

    /** A tensor between two layers, in bytes per sample. */
    public record Edge(int sourceId, int destId, double communicationCost) {
        public Edge {
            Require.notNegative("communicationCost", communicationCost);
        }
    }

    /** Without tensor parallelism and recomputation; an operator's id is its node's, as text. */
    @Override
    public CostGraph graph() {
        return PiperConversion.graph(this);
    }

    @Override
    public Optional<Topology> devices() {
        return Optional.of(PiperConversion.topology(this));
    }

    @Override
    public Optional<Training> training() {
        return Optional.of(PiperConversion.training(this));
    }
}
