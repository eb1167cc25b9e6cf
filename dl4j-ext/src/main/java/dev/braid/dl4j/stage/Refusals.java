package dev.braid.dl4j.stage;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BasePretrainNetwork;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;

/** Refuses what means something else when a mini-batch is done in micro-batches by several devices. */
final class Refusals {
    private static final List<Class<?>> LOSSES = List.of(
            BaseOutputLayer.class,
            LossLayer.class,
            RnnLossLayer.class,
            CnnLossLayer.class,
            Cnn3DLossLayer.class,
            Yolo2OutputLayer.class);

    private Refusals() {}

    static void check(
            String name,
            ComputationGraphConfiguration configuration,
            ModelDefinition.BatchNormalisation batchNormalisation) {
        if (configuration.getBackpropType() == BackpropType.TruncatedBPTT) {
            throw new IllegalArgumentException(name + ": backpropType is TruncatedBPTT, which updates several times in"
                    + " a mini-batch; a pipeline updates once: set it to Standard");
        }
        configuration.getVertices().forEach((vertex, definition) -> {
            if (definition instanceof LayerVertex layer) {
                algorithm(name, vertex, layer.getLayerConf());
                layer(name, vertex, layer.getLayerConf().getLayer(), batchNormalisation);
            }
        });
        outputs(name, configuration);
    }

    private static void algorithm(String name, String vertex, NeuralNetConfiguration layer) {
        if (layer.getOptimizationAlgo() != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT) {
            throw new IllegalArgumentException(name + ": layer \"" + vertex + "\" has the optimization algorithm "
                    + layer.getOptimizationAlgo() + ", which looks at the whole model's loss several times an update;"
                    + " set it to STOCHASTIC_GRADIENT_DESCENT");
        }
        if (!layer.isMiniBatch()) {
            throw new IllegalArgumentException(name + ": layer \"" + vertex
                    + "\" has miniBatch false, so its gradients are not divided by the samples; set it to true");
        }
    }

    private static void layer(
            String name, String vertex, Layer layer, ModelDefinition.BatchNormalisation batchNormalisation) {
        if (layer instanceof BatchNormalization && batchNormalisation == ModelDefinition.BatchNormalisation.REFUSED) {
            throw new IllegalArgumentException(name + ": layer \"" + vertex + "\" is a BatchNormalization, which"
                    + " would normalise over each micro-batch in place of the mini-batch; set"
                    + " spark.braid.pipeline.batch.norm to per_micro_batch if that will do, or use a layer norm");
        }
        if (layer instanceof BasePretrainNetwork || layer instanceof CenterLossOutputLayer) {
            throw new IllegalArgumentException(name + ": layer \"" + vertex + "\" is a "
                    + layer.getClass().getSimpleName()
                    + ", whose training does not follow from gradients summed over micro-batches; use another layer");
        }
    }

    private static void outputs(String name, ComputationGraphConfiguration configuration) {
        Map<String, GraphVertex> vertices = configuration.getVertices();
        for (String output : configuration.getNetworkOutputs()) {
            boolean loss = vertices.get(output) instanceof LayerVertex layer
                    && LOSSES.stream()
                            .anyMatch(
                                    kind -> kind.isInstance(layer.getLayerConf().getLayer()));
            if (!loss) {
                throw new IllegalArgumentException(name + ": output \"" + output
                        + "\" is no output layer with a loss, so nothing says what to train it to; give it one");
            }
        }
    }
}
