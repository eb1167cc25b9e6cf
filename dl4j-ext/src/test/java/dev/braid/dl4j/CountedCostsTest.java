package dev.braid.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts of layers, against numbers worked out by hand. */
class CountedCostsTest {
    @TempDir
    private Path folder;

    private Dl4jGraphFile read(ComputationGraphConfiguration configuration, Map<String, String> types)
            throws IOException {
        return Dl4jGraphFile.read(Files.writeString(folder.resolve("model.json"), configuration.toJson()), types);
    }

    private CostGraph read(SampleNetworks.Sample sample) throws IOException {
        return read(sample.configuration(), sample.types()).graph();
    }

    private static double flops(CostGraph graph, String id) {
        return ((Work.Counted) graph.operator(graph.number(id)).forward()).flopsPerSample();
    }

    /** Kernel x channels in x channels out x places, twice. */
    @Test
    void convolutions() throws IOException {
        CostGraph graph = read(SampleNetworks.images());
        assertEquals(2.0 * 3 * 3 * 3 * 4 * 12 * 10, flops(graph, "conv"));
        assertEquals(2.0 * 3 * 3 * 4 * 2 * 4 * 3, flops(graph, "depth"));
        assertEquals(2.0 * (3 * 3 * 8 + 8 * 6) * 2, flops(graph, "separable"));
        assertEquals(2.0 * 2 * 2 * 6 * 3 * 4 * 2, flops(graph, "back"));
        assertEquals(2.0 * 8 * 4 * 3 * 7, flops(graph, "flat"));
        assertEquals(0, flops(graph, "pool"));
    }

    /** Four gates, each over the input and the last state, at each of seven steps. */
    @Test
    void recurrentLayers() throws IOException {
        CostGraph graph = read(SampleNetworks.series());
        assertEquals(2.0 * 4 * 6 * (3 + 6) * 7, flops(graph, "lstm"));
        assertEquals(2.0 * 2 * 4 * 4 * (6 + 4) * 7, flops(graph, "both"));
        assertEquals(2.0 * 8 * 9 * 7, flops(graph, "wide"));
        assertEquals(2.0 * 5 * (9 + 5) * 7, flops(graph, "rnn"));
        assertEquals(2.0 * 3 * 5 * 4 * 5, flops(graph, "conv"));
    }

    /** Shared weights work on both of what is stacked, and are there once. */
    @Test
    void stackedSamplesShareWeights() throws IOException {
        CostGraph graph = read(SampleNetworks.stacked());
        Operator shared = graph.operator(graph.number("shared"));
        assertEquals(2 * 2.0 * 5 * 4, flops(graph, "shared"));
        assertEquals((5 * 4 + 4) * 4, shared.parameterBytes());
        assertEquals(Work.NONE, graph.operator(graph.number("stack")).inputGradient());
        assertEquals(2 * 4 * 4, graph.edgeBytes(graph.number("shared"), graph.number("first")));
    }

    /** Only the rows that are read cost time. */
    @Test
    void embeddingsCostTheirRows() throws IOException {
        CostGraph graph = read(SampleNetworks.embeddings());
        Operator many = graph.operator(graph.number("many"));
        assertEquals(new Work.Counted(0, 0, 4 * (2 * 4 * 5 + 4)), many.forward());
        assertEquals(20 * 5 * 4, many.parameterBytes());
    }

    @Test
    void learnedQueriesReadTheWholeSeries() throws IOException {
        CostGraph graph = read(
                        configuration(
                                InputType.recurrent(8, 5),
                                new LearnedSelfAttentionLayer.Builder()
                                        .nOut(8)
                                        .nHeads(2)
                                        .nQueries(3)
                                        .projectInput(true)
                                        .build()),
                        Map.of("in", "recurrent:8x5"))
                .graph();
        double projections = 2.0 * 8 * 8 * (2 * 5 + 2 * 3);
        assertEquals(projections + 4 * 3 * 5 * 8, flops(graph, "layer"));
    }

    @Test
    void frozenWeightsHaveNoGradient() throws IOException {
        CostGraph graph = read(
                        configuration(InputType.feedForward(5), new FrozenLayer(SampleNetworks.dense(4))),
                        Map.of("in", "feedforward:5"))
                .graph();
        Operator frozen = graph.operator(graph.number("layer"));
        assertEquals(2.0 * 5 * 4, flops(graph, "layer"));
        assertEquals(Work.NONE, frozen.weightGradient());
        assertEquals(Work.NONE, frozen.inputGradient());
        assertEquals(Work.NONE, graph.operator(graph.number("flat")).inputGradient());
    }

    @Test
    void aLayerWithoutARuleIsNamed() throws IOException {
        List<String> assumptions = read(
                        configuration(InputType.recurrent(4, 6), new CapsuleLayer.Builder(2, 3, 1).build()),
                        Map.of("in", "recurrent:4x6"))
                .assumptions();
        assertEquals(1, assumptions.size(), assumptions::toString);
        assertTrue(assumptions.get(0).contains("\"layer\" is a CapsuleLayer"), assumptions::toString);
    }

    private static ComputationGraphConfiguration configuration(InputType type, Layer layer) {
        return new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("layer", layer, "in")
                .addLayer("flat", SampleNetworks.output(2), "layer")
                .setOutputs("flat")
                .setInputTypes(type)
                .build();
    }
}
