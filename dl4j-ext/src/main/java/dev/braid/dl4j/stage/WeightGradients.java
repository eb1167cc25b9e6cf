package dev.braid.dl4j.stage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The backward pass of a dense layer in its two parts: the gradient of its input first, those of its weights later. Other
 * layers of DL4J compute both in one go; so do dense ones with dropout, weight noise or a layer norm.
 */
final class WeightGradients {
    private final LayerVertex vertex;
    private final DenseLayer layer;
    private INDArray input;
    private INDArray delta;

    private WeightGradients(LayerVertex vertex, DenseLayer layer) {
        this.vertex = vertex;
        this.layer = layer;
    }

    /** For a layer whose backward pass can be parted, and that has a gradient. */
    static Optional<WeightGradients> of(GraphVertex vertex) {
        if (vertex instanceof LayerVertex layered
                && layered.getLayer().getClass() == DenseLayer.class
                && layered.getEpsilon() != null) {
            DenseLayer dense = (DenseLayer) layered.getLayer();
            org.deeplearning4j.nn.conf.layers.DenseLayer settings = dense.layerConf();
            boolean plain =
                    settings.getIDropout() == null && settings.getWeightNoise() == null && !settings.hasLayerNorm();
            return plain ? Optional.of(new WeightGradients(layered, dense)) : Optional.empty();
        }
        return Optional.empty();
    }

    /** The gradient of the vertex's input. */
    INDArray input(LayerWorkspaceMgr workspace) {
        INDArray weights = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
        input = layer.input().castTo(weights.dataType());
        INDArray before = input.mmul(weights);
        if (layer.hasBias()) {
            before.addiRowVector(layer.getParam(DefaultParamInitializer.BIAS_KEY));
        }
        delta = layer.layerConf()
                .getActivationFn()
                .backprop(before, vertex.getEpsilon())
                .getFirst();
        INDArray gradient =
                delta.mmul(layer.getParam(DefaultParamInitializer.WEIGHT_KEY).transpose());
        InputPreProcessor layout = vertex.getLayerPreProcessor();
        return layout == null ? gradient : layout.backprop(gradient, layer.getInputMiniBatchSize(), workspace);
    }

    /** Writes the gradients of the weights to the layer's view. */
    Map<String, INDArray> write() {
        Map<String, INDArray> views =
                layer.layerConf().initializer().getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
        Map<String, INDArray> written = new LinkedHashMap<>();
        views.forEach((name, view) -> {
            INDArray value = name.equals(DefaultParamInitializer.WEIGHT_KEY)
                    ? input.transpose().mmul(delta)
                    : delta.sum(0).reshape(view.shape());
            view.assign(value);
            written.put(vertex.getVertexName() + "_" + name, view);
        });
        return written;
    }
}
