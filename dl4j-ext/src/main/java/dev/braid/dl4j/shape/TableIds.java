package dev.braid.dl4j.shape;

import dev.braid.dl4j.layer.EmbeddingBag;
import dev.braid.dl4j.layer.TokenEmbedding;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Which vertices read row numbers in place of values. */
public final class TableIds {
    private TableIds() {}

    /** How many rows there are to choose from; empty for a vertex that reads values. */
    public static Optional<Long> limit(ShapedVertex vertex) {
        return vertex.vertex() instanceof LayerVertex layer
                ? limit(layer.getLayerConf().getLayer())
                : Optional.empty();
    }

    private static Optional<Long> limit(Layer layer) {
        if (layer instanceof TokenEmbedding tokens) {
            return Optional.of(tokens.getVocabulary());
        }
        if (layer instanceof EmbeddingBag bag) {
            return Optional.of(bag.getRows());
        }
        boolean table = layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer;
        return table ? Optional.of(((FeedForwardLayer) layer).getNIn()) : Optional.empty();
    }
}
