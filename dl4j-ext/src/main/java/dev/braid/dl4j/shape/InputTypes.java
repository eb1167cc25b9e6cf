package dev.braid.dl4j.shape;

import dev.braid.dl4j.files.Network;
import dev.braid.dl4j.layer.EmbeddingBag;
import dev.braid.dl4j.layer.TokenEmbedding;
import dev.braid.gpp.formats.GraphFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/**
 * The types of a network's inputs. DL4J does not write them into its files: those that are not given are told from the
 * layer that reads the input, where it knows its whole input (dense layers, images that a preprocessor has laid out).
 */
final class InputTypes {
    private final Network network;
    private final Map<String, String> given;

    InputTypes(Network network, Map<String, String> given) {
        this.network = network;
        this.given = given;
    }

    Map<String, TensorShape> shapes() {
        for (String name : given.keySet()) {
            if (!network.inputs().contains(name)) {
                throw new GraphFileException(
                        network.file() + ": has no input \"" + name + "\"; its inputs are " + network.inputs());
            }
        }
        Map<String, TensorShape> shapes = new HashMap<>();
        network.inputs().forEach(input -> shapes.put(input, TensorShape.of(type(input))));
        return shapes;
    }

    private InputType type(String input) {
        if (!given.containsKey(input)) {
            return inferred(input);
        }
        try {
            return InputShapes.parse(given.get(input));
        } catch (IllegalArgumentException e) {
            throw new GraphFileException(network.file() + ": input \"" + input + "\": " + e.getMessage(), e);
        }
    }

    private InputType inferred(String input) {
        return network.vertices().entrySet().stream()
                .filter(vertex -> network.reads().get(vertex.getKey()).contains(input))
                .flatMap(vertex -> ofReader(vertex.getValue()).stream())
                .findFirst()
                .orElseThrow(() -> new GraphFileException(network.file() + ": the shape of input \"" + input
                        + "\" is not in the file; give it as " + input + "=TYPE with one of " + InputShapes.known()));
    }

    private static Optional<InputType> ofReader(GraphVertex vertex) {
        if (!(vertex instanceof LayerVertex reader)) {
            return Optional.empty();
        }
        InputPreProcessor layout = reader.getPreProcessor();
        return layout == null ? ofLayer(reader.getLayerConf().getLayer()) : ofLayout(layout);
    }

    private static Optional<InputType> ofLayout(InputPreProcessor layout) {
        if (layout instanceof CnnToFeedForwardPreProcessor image) {
            return Optional.of(InputType.convolutional(
                    image.getInputHeight(), image.getInputWidth(), image.getNumChannels(), image.getFormat()));
        }
        return layout instanceof FeedForwardToCnnPreProcessor image
                ? Optional.of(InputType.convolutionalFlat(
                        image.getInputHeight(), image.getInputWidth(), image.getNumChannels()))
                : Optional.empty();
    }

    /** An embedding reads one index, whatever it can be. */
    private static Optional<InputType> ofLayer(Layer layer) {
        if (layer instanceof EmbeddingLayer) {
            return Optional.of(InputType.feedForward(1));
        }
        if (layer instanceof TokenEmbedding || layer instanceof EmbeddingBag) {
            return Optional.of(InputType.feedForward(((FeedForwardLayer) layer).getNIn()));
        }
        boolean whole =
                layer instanceof DenseLayer || layer instanceof BaseOutputLayer && !(layer instanceof RnnOutputLayer);
        return whole ? Optional.of(InputType.feedForward(((FeedForwardLayer) layer).getNIn())) : Optional.empty();
    }
}
