package dev.braid.dl4j.cost;

import dev.braid.dl4j.layer.TokenEmbedding;
import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.dl4j.shape.Updates;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;

/**
 * Rows of an embedding table: only those that are read cost time, and the weight gradient moves them twice, to add up.
 * State and all-reduce are those of the whole table.
 */
final class Lookup {
    private Lookup() {}

    static boolean isOne(ShapedVertex vertex) {
        return vertex.vertex() instanceof LayerVertex layer
                && (layer.getLayerConf().getLayer() instanceof EmbeddingLayer
                        || layer.getLayerConf().getLayer() instanceof EmbeddingSequenceLayer
                        || layer.getLayerConf().getLayer() instanceof TokenEmbedding);
    }

    static Operator operator(ShapedVertex vertex, int width) {
        double rows = vertex.output().elements() * width;
        double indices = vertex.argumentElements() * width;
        Work update = new Work.Counted(0, 0, 3 * rows + indices);
        return new Operator(
                vertex.name(),
                new Work.Counted(0, 0, 2 * rows + indices),
                Work.NONE,
                vertex.updates() == Updates.TRAINED ? update : Work.NONE,
                (double) vertex.parameters() * width,
                rows + vertex.dataElements() * width);
    }
}
