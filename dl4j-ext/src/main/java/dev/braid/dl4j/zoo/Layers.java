package dev.braid.dl4j.zoo;

import dev.braid.dl4j.layer.AttentionBlock;
import dev.braid.dl4j.layer.DecoderBlock;
import dev.braid.dl4j.layer.EmbeddingBag;
import dev.braid.dl4j.layer.LinearLayer;
import dev.braid.dl4j.layer.RmsNormLayer;
import dev.braid.dl4j.layer.TokenEmbedding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeRecurrent;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** Puts layers together to a network. Each method gives the name of what the last of them writes. */
final class Layers {
    private static final int HALF_PRECISION = 2;
    /** Of the first weights. */
    private static final long SEED = 42;

    /** Of language models, as published configurations have it (initializer_range). */
    private static final NormalDistribution FIRST_WEIGHTS = new NormalDistribution(0, 0.02);

    private final GraphBuilder graph;
    private final List<InputType> inputs = new ArrayList<>();
    private final Map<String, String> inputTypes = new LinkedHashMap<>();

    /** @param width bytes of an element: 2 or 4 */
    Layers(int width) {
        graph = new NeuralNetConfiguration.Builder()
                .dataType(width == HALF_PRECISION ? DataType.HALF : DataType.FLOAT)
                .updater(new Adam())
                // DL4J's own default is the time, and a run could not be done again.
                .seed(SEED)
                .graphBuilder();
    }

    ComputationGraphConfiguration build(String output) {
        return graph.setOutputs(output)
                .setInputTypes(inputs.toArray(InputType[]::new))
                .build();
    }

    /** An input of the network. */
    String features(String name, int count) {
        return input(name, InputType.feedForward(count));
    }

    private String input(String name, InputType type) {
        graph.addInputs(name);
        inputs.add(type);
        inputTypes.put(
                name,
                type instanceof InputTypeRecurrent series
                        ? "recurrent:" + series.getSize() + "x" + series.getTimeSeriesLength()
                        : "feedforward:" + type.arrayElementsPerExample());
        return name;
    }

    Map<String, String> inputTypes() {
        return inputTypes;
    }

    String feedForward(String name, int layers, int hidden, String input) {
        String last = input;
        for (int layer = 0; layer < layers; layer++) {
            last = linear(name + "linear" + layer, hidden, Activation.RELU, last);
        }
        return last;
    }

    private String linear(String name, int out, Activation activation, String input) {
        graph.addLayer(
                name, new DenseLayer.Builder().nOut(out).activation(activation).build(), input);
        return name;
    }

    String concat(String name, List<String> parts) {
        graph.addVertex(name, new MergeVertex(), parts.toArray(String[]::new));
        return name;
    }

    String output(String name, int out, String input) {
        OutputLayer.Builder layer = new OutputLayer.Builder(LossFunction.MSE);
        graph.addLayer(name, layer.nOut(out).activation(Activation.IDENTITY).build(), input);
        return name;
    }

    /** A loss over series, without weights. */
    String loss(String name, String input) {
        RnnLossLayer.Builder layer = new RnnLossLayer.Builder(LossFunction.MSE);
        graph.addLayer(name, layer.activation(Activation.IDENTITY).build(), input);
        return name;
    }

    /** Layers over a series of its own. */
    String transformer(String name, Map<String, Integer> parameters) {
        int hidden = parameters.get("hidden");
        String last = input(name + "data", InputType.recurrent(hidden, parameters.get("sequence")));
        for (int layer = 0; layer < parameters.get("layers"); layer++) {
            String prefix = name + "layer" + layer + ".";
            String attended = attention(prefix + "attention", parameters.get("heads"), last);
            String wide = linear(prefix + "linear1", parameters.get("ffn"), Activation.RELU, attended);
            String rows = linear(prefix + "linear2", hidden, Activation.IDENTITY, wide);
            last = residual(prefix + "linear2", series(prefix + "linear2", rows), attended);
        }
        return last;
    }

    /** A language model over so many tokens; its labels are the numbers of the next tokens. */
    String decoder(Map<String, Integer> parameters) {
        int hidden = parameters.get("hidden");
        String tokens = features("tokens", parameters.get("sequence"));
        String last = layer(
                "embedding",
                new TokenEmbedding.Builder()
                        .vocabulary(parameters.get("vocabulary"))
                        .nOut(hidden)
                        .weightInit(FIRST_WEIGHTS)
                        .build(),
                tokens);
        for (int i = 0; i < parameters.get("layers"); i++) {
            DecoderBlock block = new DecoderBlock.Builder()
                    .heads(parameters.get("heads"))
                    .kvHeads(parameters.get("kvheads"))
                    .intermediate(parameters.get("ffn"))
                    .weightInit(FIRST_WEIGHTS)
                    .build();
            last = layer("layer" + i, block, last);
        }
        String norm = layer("norm", new RmsNormLayer.Builder().build(), last);
        LinearLayer head = new LinearLayer.Builder()
                .nOut(parameters.get("vocabulary"))
                .weightInit(FIRST_WEIGHTS)
                .build();
        RnnLossLayer loss = new RnnLossLayer.Builder(new LossSparseMCXENT())
                .activation(Activation.SOFTMAX)
                .build();
        return layer("loss", loss, layer("head", head, norm));
    }

    private String layer(String name, Layer layer, String input) {
        graph.addLayer(name, layer, input);
        return name;
    }

    private String attention(String name, int heads, String input) {
        return layer(name, new AttentionBlock.Builder().heads(heads).build(), input);
    }

    /** The sums of rows of a table, for so many ids of each sample. */
    String bag(String name, int rows, int columns, int count) {
        EmbeddingBag bag = new EmbeddingBag.Builder().rows(rows).nOut(columns).build();
        return layer(name, bag, features(name + ".ids", count));
    }

    private String residual(String name, String part, String input) {
        graph.addVertex(name + ".sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), part, input);
        return name + ".sum";
    }

    /** Dense layers write steps as rows; here they become a series again. */
    private String series(String name, String rows) {
        graph.addVertex(name + ".series", new PreprocessorVertex(new FeedForwardToRnnPreProcessor()), rows);
        return name + ".series";
    }
}
