package dev.braid.dl4j.stage;

import dev.braid.dl4j.files.Network;
import dev.braid.dl4j.files.NetworkReader;
import dev.braid.dl4j.shape.InputTensors;
import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.dl4j.shape.Shapes;
import dev.braid.dl4j.shape.SparseLabels;
import dev.braid.dl4j.shape.TensorShape;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.ElementType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The shapes of a model's tensors.
 *
 * @param vertices in a topological order
 * @param inputs in the model's order
 * @param labels in the order of its outputs
 */
record ModelShapes(
        ElementType type, List<ShapedVertex> vertices, List<BorderTensor> inputs, List<BorderTensor> labels) {
    static ModelShapes of(String name, ComputationGraphConfiguration configuration, Map<String, String> inputTypes) {
        Network network = NetworkReader.of(name, configuration);
        List<ShapedVertex> vertices = Shapes.of(network, inputTypes);
        ElementType type = type(name, configuration.getDataType());
        Map<String, ShapedVertex> byName = new LinkedHashMap<>();
        vertices.forEach(vertex -> byName.put(vertex.name(), vertex));
        Map<String, TensorShape> given = InputTensors.of(network, inputTypes);
        List<BorderTensor> inputs = network.inputs().stream()
                .map(input -> tensor(input, type, given.get(input)))
                .toList();
        List<BorderTensor> labels = configuration.getNetworkOutputs().stream()
                .map(output -> label(byName.get(output), type))
                .toList();
        return new ModelShapes(type, vertices, inputs, labels);
    }

    private static ElementType type(String name, DataType type) {
        return switch (type) {
            case FLOAT -> ElementType.FLOAT;
            case DOUBLE -> ElementType.DOUBLE;
            default ->
                throw new IllegalArgumentException(name + ": dataType is " + type
                        + ", but stages compute in FLOAT or DOUBLE; set it to one of them");
        };
    }

    int elementBytes() {
        return type.bytes();
    }

    /** What a vertex writes. */
    BorderTensor output(String vertex) {
        ShapedVertex shaped = vertices.stream()
                .filter(each -> each.name().equals(vertex))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the model has no vertex " + vertex));
        return tensor(vertex, type, shaped.output());
    }

    private static BorderTensor label(ShapedVertex output, ElementType type) {
        BorderTensor whole = tensor(output.name(), type, output.output());
        if (!SparseLabels.readBy(output.vertex())) {
            return whole;
        }
        List<Integer> shape = new ArrayList<>(whole.sampleShape());
        shape.set(output.output().rows() == 1 ? 0 : 1, 1);
        return new BorderTensor(whole.name(), type, shape);
    }

    /** Rows that a sample has in DL4J's first dimension come before the shape of a row. */
    private static BorderTensor tensor(String name, ElementType type, TensorShape shape) {
        LongStream row = LongStream.of(shape.type().getShape(false));
        LongStream all = shape.rows() == 1 ? row : LongStream.concat(LongStream.of(shape.rows()), row);
        return new BorderTensor(
                name, type, all.mapToInt(Math::toIntExact).boxed().toList());
    }

    /** Rows that a sample of a vertex's output has in DL4J's first dimension. */
    Map<String, Long> rows() {
        Map<String, Long> rows = new LinkedHashMap<>();
        vertices.forEach(vertex -> rows.put(vertex.name(), vertex.output().rows()));
        return rows;
    }
}
