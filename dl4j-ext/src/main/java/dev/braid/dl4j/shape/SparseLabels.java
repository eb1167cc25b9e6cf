package dev.braid.dl4j.shape;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** Which outputs are compared with numbers of classes in place of a value for each class. */
public final class SparseLabels {
    private SparseLabels() {}

    public static boolean readBy(GraphVertex output) {
        return output instanceof LayerVertex vertex
                && vertex.getLayerConf().getLayer() instanceof BaseOutputLayer layer
                && layer.getLossFn() instanceof LossSparseMCXENT;
    }
}
