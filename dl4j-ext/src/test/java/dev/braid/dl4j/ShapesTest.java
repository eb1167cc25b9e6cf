package dev.braid.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.dl4j.files.NetworkReader;
import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.dl4j.shape.Shapes;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Shapes and parameters that are found without a backend are those of DL4J's own tensors. */
class ShapesTest {
    private static final int BATCH = 3;

    static Stream<SampleNetworks.Sample> samples() {
        return Stream.of(
                SampleNetworks.dense(),
                SampleNetworks.images(),
                SampleNetworks.series(),
                SampleNetworks.attention(),
                SampleNetworks.stacked(),
                SampleNetworks.embeddings());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shapesAreThoseOfTheActivations(SampleNetworks.Sample sample) {
        List<ShapedVertex> vertices = Shapes.of(NetworkReader.of("sample", sample.configuration()), sample.types());
        ComputationGraph graph = new ComputationGraph(sample.configuration());
        graph.init();
        Map<String, INDArray> activations = graph.feedForward(inputs(sample), false);
        for (ShapedVertex vertex : vertices) {
            assertEquals(
                    activations.get(vertex.name()).length(),
                    BATCH * vertex.output().elements(),
                    vertex.name() + " of " + vertex.arguments());
        }
        assertEquals(
                graph.params().length(),
                vertices.stream().mapToLong(ShapedVertex::parameters).sum());
    }

    private static INDArray[] inputs(SampleNetworks.Sample sample) {
        return sample.configuration().getNetworkInputs().stream()
                .map(input -> tensor(sample.types().getOrDefault(input, "feedforward:1")))
                .toArray(INDArray[]::new);
    }

    /** Ones, which are indices too. */
    private static INDArray tensor(String type) {
        String[] sizes = (BATCH + "x" + type.split(":")[1]).split("x");
        return Nd4j.ones(
                DataType.FLOAT, Stream.of(sizes).mapToLong(Long::parseLong).toArray());
    }
}
