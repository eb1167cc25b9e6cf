package dev.braid.dl4j.stage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.FrozenVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph that keeps one micro-batch between its forward and its backward pass. DL4J's own passes know either labels or
 * gradients from outside, and drop the gradients of the inputs; a stage needs all three, so it walks the vertices itself.
 */
final class StageGraph extends ComputationGraph {
    private static final long serialVersionUID = 1L;

    private final transient LayerWorkspaceMgr heap = LayerWorkspaceMgr.noWorkspaces();
    private final transient List<WeightGradients> deferred = new ArrayList<>();
    private double lossSum;

    StageGraph(ComputationGraphConfiguration configuration) {
        super(configuration);
    }

    /**
     * The forward pass.
     *
     * @param labels by the name of the output layer
     * @param sent names of vertices whose activations are wanted
     * @return them, in that order
     */
    List<INDArray> forward(INDArray[] inputs, Map<String, INDArray> labels, List<String> sent) {
        for (GraphVertex vertex : getVertices()) {
            vertex.clear();
        }
        setInputs(inputs);
        lossSum = 0;
        Map<String, INDArray> activations = new LinkedHashMap<>();
        for (int index : topologicalSortOrder()) {
            GraphVertex vertex = vertices[index];
            String name = vertex.getVertexName();
            Optional<IOutputLayer> loss = labels.containsKey(name) ? outputLayer(vertex) : Optional.empty();
            if (loss.isPresent()) {
                loss(vertex, loss.get(), labels.get(name), inputs[0].size(0));
            }
            if (loss.isEmpty() || sent.contains(name) || vertex.getNumOutputConnections() > 0) {
                INDArray activation = vertex.isInputVertex()
                        ? inputs[configuration.getNetworkInputs().indexOf(name)]
                        : vertex.doForward(true, heap);
                activations.put(name, activation);
                pass(vertex, activation);
            }
        }
        return sent.stream().map(activations::get).toList();
    }

    private void loss(GraphVertex vertex, IOutputLayer layer, INDArray labels, long samples) {
        ((LayerVertex) vertex).applyPreprocessorAndSetInput(heap);
        layer.setLabels(labels);
        // The layer's own mean is over its rows' samples; sums add up over micro-batches.
        lossSum += layer.computeScore(0, true, heap) * samples;
    }

    private void pass(GraphVertex vertex, INDArray activation) {
        VertexIndices[] readers = vertex.getOutputVertices();
        if (readers != null) {
            for (VertexIndices reader : readers) {
                vertices[reader.getVertexIndex()].setInput(reader.getVertexEdgeNumber(), activation, heap);
            }
        }
    }

    /** Sum of the losses of the micro-batch that was passed forward last. */
    double lossSum() {
        return lossSum;
    }

    /** Whether weights' gradients are computed at once or left for {@link #weights}. */
    enum Weights {
        NOW,
        LATER
    }

    /**
     * The backward pass. Gradients of weights go to the view that was set.
     *
     * @param gradients of the activations that were sent, by name; are added to
     * @return every gradient that DL4J has written to the view
     */
    Map<String, INDArray> backward(Map<String, INDArray> gradients, Weights weights) {
        Map<String, INDArray> written = new LinkedHashMap<>();
        Set<Integer> set = new HashSet<>();
        deferred.clear();
        int[] order = topologicalSortOrder();
        for (int i = order.length - 1; i >= 0; i--) {
            GraphVertex vertex = vertices[order[i]];
            boolean loss = outputLayer(vertex).isPresent() && vertex.isOutputVertex();
            if (gradients.containsKey(vertex.getVertexName()) && !loss) {
                add(vertex, gradients.get(vertex.getVertexName()), set);
            }
            if (!vertex.isInputVertex() && !frozen(vertex)) {
                Gradient gradient = backward(vertex, weights, set);
                if (gradient != null) {
                    gradient.gradientForVariable()
                            .forEach((name, array) -> written.put(vertex.getVertexName() + "_" + name, array));
                }
            }
        }
        return written;
    }

    private Gradient backward(GraphVertex vertex, Weights weights, Set<Integer> set) {
        Optional<WeightGradients> later = weights == Weights.LATER ? WeightGradients.of(vertex) : Optional.empty();
        INDArray[] toInputs;
        Gradient gradient = null;
        if (later.isPresent()) {
            toInputs = new INDArray[] {later.get().input(heap)};
            deferred.add(later.get());
        } else {
            var both = vertex.doBackward(false, heap);
            gradient = both.getFirst();
            toInputs = both.getSecond();
        }
        VertexIndices[] read = vertex.getInputVertices();
        for (int i = 0; read != null && i < read.length; i++) {
            if (toInputs != null && toInputs[i] != null) {
                add(vertices[read[i].getVertexIndex()], toInputs[i], set);
            }
        }
        return gradient;
    }

    private static void add(GraphVertex vertex, INDArray gradient, Set<Integer> set) {
        if (set.add(vertex.getVertexIndex())) {
            vertex.setEpsilon(gradient);
        } else {
            vertex.setEpsilon(vertex.getEpsilon().addi(gradient));
        }
    }

    /** The weights' gradients that the last backward pass left, by the names that they are written under. */
    Map<String, INDArray> weights() {
        Map<String, INDArray> written = new LinkedHashMap<>();
        deferred.forEach(each -> written.putAll(each.write()));
        deferred.clear();
        return written;
    }

    /** The gradient of an input; empty where nothing behind it has one. */
    Optional<INDArray> inputGradient(String input) {
        return Optional.ofNullable(getVertex(input).getEpsilon());
    }

    /** Lets the micro-batch go. */
    void release() {
        for (GraphVertex vertex : getVertices()) {
            vertex.clear();
        }
    }

    private static Optional<IOutputLayer> outputLayer(GraphVertex vertex) {
        if (!vertex.hasLayer()) {
            return Optional.empty();
        }
        Layer layer = vertex.getLayer() instanceof FrozenLayerWithBackprop frozen
                ? frozen.getInsideLayer()
                : vertex.getLayer();
        return layer instanceof IOutputLayer output ? Optional.of(output) : Optional.empty();
    }

    private static boolean frozen(GraphVertex vertex) {
        return vertex instanceof FrozenVertex || vertex.hasLayer() && vertex.getLayer() instanceof FrozenLayer;
    }
}
