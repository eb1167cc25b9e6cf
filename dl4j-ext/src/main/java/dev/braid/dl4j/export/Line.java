package dev.braid.dl4j.export;

import dev.braid.dl4j.layer.DecoderBlock;
import dev.braid.dl4j.layer.KernelLayer;
import dev.braid.dl4j.layer.LinearLayer;
import dev.braid.dl4j.layer.RmsNormLayer;
import dev.braid.dl4j.layer.TokenEmbedding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** The vertices of a decoder, one behind the other. */
record Line(
        String model,
        Map<String, Layer> layers,
        String embedding,
        List<String> blocks,
        String norm,
        String head,
        String loss) {
    private static final String EXPECTED =
            "a decoder is TokenEmbedding, DecoderBlocks, RmsNormLayer, LinearLayer and RnnLossLayer in a line";

    private static final int LEAST = 5;

    static Line of(String model, ComputationGraphConfiguration configuration) {
        Map<String, Layer> layers = inOrder(model, configuration);
        List<String> names = List.copyOf(layers.keySet());
        if (names.size() < LEAST) {
            throw new IllegalArgumentException(
                    model + ": has " + names.size() + " layers, but " + EXPECTED + ", five at least");
        }
        int last = names.size() - 1;
        Line line = new Line(
                model,
                layers,
                names.get(0),
                names.subList(1, last - 2),
                names.get(last - 2),
                names.get(last - 1),
                names.get(last));
        line.check();
        return line;
    }

    /** From the input on; each layer must read the one before. */
    private static Map<String, Layer> inOrder(String model, ComputationGraphConfiguration configuration) {
        Map<String, Layer> layers = new LinkedHashMap<>();
        List<String> last = configuration.getNetworkInputs();
        while (layers.size() < configuration.getVertices().size()) {
            List<String> read = last;
            List<String> readers = configuration.getVertexInputs().entrySet().stream()
                    .filter(entry -> entry.getValue().equals(read))
                    .map(Map.Entry::getKey)
                    .toList();
            if (readers.size() != 1 || layers.containsKey(readers.get(0))) {
                throw new IllegalArgumentException(
                        model + ": " + readers + " read " + read + " and nothing else, but " + EXPECTED);
            }
            String name = readers.get(0);
            if (!(configuration.getVertices().get(name) instanceof LayerVertex vertex)) {
                throw new IllegalArgumentException(model + ": vertex \"" + name + "\" is no layer, but " + EXPECTED);
            }
            layers.put(name, vertex.getLayerConf().getLayer());
            last = new ArrayList<>(List.of(name));
        }
        return layers;
    }

    private void check() {
        layer(embedding, TokenEmbedding.class);
        DecoderBlock first = layer(blocks.get(0), DecoderBlock.class);
        for (String name : blocks) {
            DecoderBlock block = layer(name, DecoderBlock.class);
            require(sizes(block).equals(sizes(first)), name, "has other sizes than \"" + blocks.get(0) + "\"");
        }
        require(layer(norm, RmsNormLayer.class).getEps() == first.getEps(), norm, "has another eps than the blocks");
        layer(head, LinearLayer.class);
        RnnLossLayer output = layer(loss, RnnLossLayer.class);
        require(output.getActivationFn() instanceof ActivationSoftmax, loss, "does not end in a softmax");
        layers.forEach((name, layer) -> require(
                !(layer instanceof KernelLayer kernel) || kernel.getLoraRank() == 0,
                name,
                "has low-rank bypasses; merge them first"));
    }

    private static List<Object> sizes(DecoderBlock block) {
        return List.of(
                block.getHeads(),
                block.getKvHeads(),
                block.getHeadSize(),
                block.getIntermediate(),
                block.getRopeTheta(),
                block.getEps());
    }

    private void require(boolean holds, String vertex, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(model + ": vertex \"" + vertex + "\" " + otherwise
                    + ", which Hugging Face's Llama has no place for");
        }
    }

    <T extends Layer> T layer(String vertex, Class<T> type) {
        Layer layer = layers.get(vertex);
        if (!type.isInstance(layer)) {
            throw new IllegalArgumentException(model + ": vertex \"" + vertex + "\" is a "
                    + layer.getClass().getSimpleName() + ", but " + EXPECTED);
        }
        return type.cast(layer);
    }
}
