package dev.braid.dl4j.cost;

import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.dl4j.shape.TensorShape;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;

/** The counting rules of DL4J's vertices: a layer's for a layer vertex, a copy for those that move or add elements. */
final class VertexCount {
    private VertexCount() {}

    static Count of(ShapedVertex vertex) {
        return of(vertex, vertex.vertex());
    }

    private static Count of(ShapedVertex at, GraphVertex vertex) {
        if (vertex instanceof LayerVertex layer) {
            return LayerCounts.of(
                    layer.getLayerConf().getLayer(),
                    new LayerCounts.Place(at.layerInput(), at.output(), at.parameters()));
        }
        if (vertex instanceof FrozenVertex frozen) {
            return of(at, frozen.getUnderlying());
        }
        if (vertex instanceof AttentionVertex attention) {
            List<Long> steps = at.arguments().stream().map(TensorShape::steps).toList();
            return AttentionCount.of(attention, steps).count(at.output().rows());
        }
        return vertex instanceof SameDiffVertex
                ? Count.assumed(at.parameters(), at.layerInput().positions())
                : Count.COPY;
    }
}
