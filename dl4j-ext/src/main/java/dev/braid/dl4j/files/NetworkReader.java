package dev.braid.dl4j.files;

import dev.braid.gpp.formats.GraphFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.nd4j.linalg.api.buffer.DataType;

/** Makes networks of DL4J's configurations. A stack of layers becomes a graph without branches, its input "input". */
public final class NetworkReader {
    private static final String STACK_INPUT = "input";

    private NetworkReader() {}

    /**
     * Reads a JSON configuration or a zip of DL4J's ModelSerializer.
     *
     * @throws GraphFileException naming the file, the place, the value and what to do
     */
    public static Network read(Path path) {
        String file = path.toString();
        ModelText text = ModelText.read(path);
        return text.kind() == ModelText.Kind.GRAPH
                ? refusing(file, () -> graph(file, ComputationGraphConfiguration.fromJson(text.json())))
                : refusing(file, () -> stack(file, MultiLayerConfiguration.fromJson(text.json())));
    }

    /** The network of a configuration in memory. */
    public static Network of(String name, ComputationGraphConfiguration configuration) {
        return refusing(name, () -> graph(name, configuration));
    }

    private static Network refusing(String file, Supplier<Network> network) {
        try {
            return network.get();
        } catch (GraphFileException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new GraphFileException(file + ": is no configuration that DL4J can use: " + Causes.first(e), e);
        }
    }

    private static Network graph(String file, ComputationGraphConfiguration configuration) {
        return new Network(
                file,
                configuration.getNetworkInputs(),
                configuration.getVertices(),
                configuration.getVertexInputs(),
                width(file, configuration.getDataType()));
    }

    private static Network stack(String file, MultiLayerConfiguration configuration) {
        Map<String, GraphVertex> vertices = new LinkedHashMap<>();
        Map<String, List<String>> reads = new LinkedHashMap<>();
        String last = STACK_INPUT;
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            NeuralNetConfiguration layer = configuration.getConf(i);
            String named = layer.getLayer().getLayerName();
            String name = named == null || vertices.containsKey(named) ? "layer" + i : named;
            vertices.put(name, new LayerVertex(layer, configuration.getInputPreProcess(i)));
            reads.put(name, List.of(last));
            last = name;
        }
        return new Network(file, List.of(STACK_INPUT), vertices, reads, width(file, configuration.getDataType()));
    }

    private static int width(String file, DataType type) {
        return switch (type == null ? DataType.FLOAT : type) {
            case DOUBLE -> Double.BYTES;
            case FLOAT -> Float.BYTES;
            case HALF, BFLOAT16 -> Short.BYTES;
            default ->
                throw new GraphFileException(
                        file + ": dataType is " + type + ", but must be DOUBLE, FLOAT, HALF or BFLOAT16");
        };
    }
}
