package dev.braid.dl4j.profile;

import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.dl4j.shape.SparseLabels;
import dev.braid.dl4j.shape.TableIds;
import dev.braid.dl4j.shape.TensorShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One vertex in a graph of its own, with random weights, arguments and gradients; which ones makes no difference to its
 * time. Owned by the thread that made it.
 */
final class LoneVertex {
    private final ShapedVertex shaped;
    private final DataType type;
    private final ComputationGraph graph;
    private final GraphVertex vertex;

    LoneVertex(ShapedVertex shaped, DataType type) {
        this.shaped = shaped;
        this.type = type;
        graph = new ComputationGraph(configuration(shaped, type));
        graph.init();
        graph.initGradientsView();
        vertex = graph.getVertex(shaped.name());
    }

    /** The vertex reads each argument from an input of its own, even one that it reads twice. */
    private static ComputationGraphConfiguration configuration(ShapedVertex shaped, DataType type) {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < shaped.arguments().size(); i++) {
            inputs.add("argument" + i + " of " + shaped.name());
        }
        List<String> read = List.copyOf(inputs);
        named(shaped.vertex()).ifPresent(inputs::add);
        ComputationGraphConfiguration alone = new ComputationGraphConfiguration();
        alone.setNetworkInputs(inputs);
        alone.setNetworkOutputs(List.of(shaped.name()));
        alone.setVertices(new LinkedHashMap<>(Map.of(shaped.name(), shaped.vertex())));
        alone.setVertexInputs(new LinkedHashMap<>(Map.of(shaped.name(), read)));
        alone.setDefaultConfiguration(new NeuralNetConfiguration.Builder().build());
        alone.setTrainingWorkspaceMode(WorkspaceMode.NONE);
        alone.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        alone.setDataType(type);
        return alone;
    }

    /** The network's input whose steps or mask a vertex asks the graph for. */
    private static Optional<String> named(org.deeplearning4j.nn.conf.graph.GraphVertex vertex) {
        if (vertex instanceof DuplicateToTimeSeriesVertex copies) {
            return Optional.of(copies.getInputName());
        }
        if (vertex instanceof LastTimeStepVertex last) {
            return Optional.ofNullable(last.getMaskArrayInputName());
        }
        return vertex instanceof ReverseTimeSeriesVertex reverse
                ? Optional.ofNullable(reverse.getMaskArrayInputName())
                : Optional.empty();
    }

    /** Random arguments of so many samples, and the gradient of the result. */
    Batch batch(int samples) {
        INDArray[] arguments = shaped.arguments().stream()
                .map(shape -> argument(shape, samples))
                .toArray(INDArray[]::new);
        INDArray size = Nd4j.ones(type, samples, 1, shaped.output().steps());
        return new Batch(size, arguments, random(shaped.output(), samples));
    }

    /** Numbers of rows that the table has, where it reads such. */
    private INDArray argument(TensorShape shape, int samples) {
        return TableIds.limit(shaped)
                .map(limit -> Nd4j.rand(type, shape(shape, samples))
                        .muli(limit)
                        .castTo(DataType.INT)
                        .castTo(type))
                .orElseGet(() -> random(shape, samples));
    }

    private INDArray random(TensorShape shape, int samples) {
        return Nd4j.rand(type, shape(shape, samples));
    }

    private static long[] shape(TensorShape shape, int samples) {
        InputType row = shape.type();
        return LongStream.concat(LongStream.of(samples * shape.rows()), LongStream.of(row.getShape(false)))
                .toArray();
    }

    /**
     * What a run works on.
     *
     * @param size {@code [samples, 1, steps]}: DL4J asks the first input for the samples, and a named one for the steps
     */
    record Batch(INDArray size, INDArray[] arguments, INDArray gradient) {}

    void forward(Batch batch) {
        vertex.clear();
        for (int i = 0; i < graph.getNumInputArrays(); i++) {
            graph.setInput(i, batch.size());
        }
        for (int i = 0; i < batch.arguments().length; i++) {
            vertex.setInput(i, batch.arguments()[i], LayerWorkspaceMgr.noWorkspaces());
        }
        vertex.doForward(true, LayerWorkspaceMgr.noWorkspaces());
    }

    private INDArray labels(INDArray like) {
        if (!SparseLabels.readBy(shaped.vertex())) {
            return like;
        }
        long[] shape = like.shape();
        shape[1] = 1;
        return Nd4j.zeros(type, shape);
    }

    /** After a forward of the same batch. */
    void backward(Batch batch) {
        vertex.setEpsilon(batch.gradient());
        if (shaped.vertex() instanceof LayerVertex && vertex.getLayer() instanceof IOutputLayer output) {
            output.setLabels(labels(batch.gradient()));
        }
        vertex.doBackward(false, LayerWorkspaceMgr.noWorkspaces());
    }
}
