package dev.braid.dl4j.cost;

import dev.braid.dl4j.shape.ShapedVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/** Names of vertices' classes, for messages. */
final class Classes {
    private Classes() {}

    static String of(ShapedVertex vertex) {
        Object named = vertex.vertex() instanceof LayerVertex layer
                ? layer.getLayerConf().getLayer()
                : vertex.vertex();
        return named.getClass().getSimpleName();
    }
}
