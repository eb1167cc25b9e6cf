package dev.braid.dl4j.shape;

import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** Which outputs are compared with numbers of classes in place of a value for each class. */
public final class SparseLabels {
    private SparseLabels() {}

    public static boolean readBy(GraphVertex output) {
        return output instanceof LayerVertex vertex
                && loss(vertex.getLayerConf().getLayer())
                        .filter(LossSparseMCXENT.class::isInstance)
                        .isPresent();
    }

    private static Optional<ILossFunction> loss(Layer layer) {
        if (layer instanceof BaseOutputLayer output) {
            return Optional.of(output.getLossFn());
        }
        return layer instanceof RnnLossLayer output ? Optional.of(output.getLossFn()) : Optional.empty();
    }
}
