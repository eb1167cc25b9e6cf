package dev.braid.dl4j;

import dev.braid.dl4j.cost.CostGraphs;
import dev.braid.dl4j.cost.CountedCosts;
import dev.braid.dl4j.cost.VertexCosts;
import dev.braid.dl4j.files.Head;
import dev.braid.dl4j.files.Network;
import dev.braid.dl4j.files.NetworkReader;
import dev.braid.dl4j.profile.MeasuredCosts;
import dev.braid.dl4j.profile.Profiling;
import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.dl4j.shape.Shapes;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.formats.BraidGraph;
import dev.braid.gpp.formats.GraphFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A model of DL4J as a graph of costs: an operator for each vertex, its preprocessor included.
 *
 * @param assumptions a sentence for each vertex whose costs are a guess
 */
public record Dl4jGraphFile(CostGraph graph, List<String> assumptions) {
    /** As many first bytes as {@link #looksLikeDl4j} needs. */
    public static final int HEAD_BYTES = Head.BYTES;

    public Dl4jGraphFile {
        assumptions = List.copyOf(assumptions);
    }

    /** Whether a file with these first bytes is a model of DL4J: a zip, or its JSON. */
    public static boolean looksLikeDl4j(byte[] head) {
        return Head.looksLikeDl4j(head);
    }

    /** Reads a model whose inputs' types show in its layers. */
    public static Dl4jGraphFile read(Path file) {
        return read(file, Map.of());
    }

    /**
     * Reads a ComputationGraph or a MultiLayerNetwork, its JSON or its zip, and counts its costs. A sample is a row of
     * every input; of a series, the whole series.
     *
     * @param inputs types of inputs by name, as in {@code recurrent:1024x256}: features and steps
     * @throws GraphFileException naming the file, the vertex or place, the value and what to do
     */
    public static Dl4jGraphFile read(Path file, Map<String, String> inputs) {
        Network network = NetworkReader.read(file);
        return of(network, Shapes.of(network, inputs), new CountedCosts(network.elementBytes()));
    }

    /**
     * The same with costs measured on this machine; needs ND4J's backend. Half precision is measured as single.
     *
     * @param nanoTime the clock
     */
    public static Dl4jGraphFile measure(
            Path file, Map<String, String> inputs, Profiling profiling, LongSupplier nanoTime) {
        Network network = NetworkReader.read(file);
        MeasuredCosts costs = new MeasuredCosts(network.elementBytes(), profiling, nanoTime);
        return of(network, Shapes.of(network, inputs), costs);
    }

    private static Dl4jGraphFile of(Network network, List<ShapedVertex> vertices, VertexCosts costs) {
        try {
            return new Dl4jGraphFile(
                    CostGraphs.of(vertices, costs, network.elementBytes()),
                    vertices.stream()
                            .map(costs::assumption)
                            .filter(sentence -> !sentence.isEmpty())
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new GraphFileException(network.file() + ": " + e.getMessage(), e);
        }
    }

    /** The same as a graph file of Braid; DL4J's files say nothing about devices. */
    public BraidGraph braid() {
        return new BraidGraph(graph, Optional.empty(), Optional.empty());
    }
}
