package dev.braid.dl4j.shape;

import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;

/** Whether training changes a vertex's weights. */
public enum Updates {
    TRAINED,
    FROZEN,
    NO_WEIGHTS;

    static Updates of(GraphVertex vertex, long parameters) {
        if (parameters == 0) {
            return NO_WEIGHTS;
        }
        if (vertex instanceof FrozenVertex) {
            return FROZEN;
        }
        return vertex instanceof LayerVertex layer
                        && isFrozen(layer.getLayerConf().getLayer())
                ? FROZEN
                : TRAINED;
    }

    private static boolean isFrozen(Layer layer) {
        return layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop;
    }
}
