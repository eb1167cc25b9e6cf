package dev.braid.dl4j;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks that have each kind of layer and vertex somewhere. */
final class SampleNetworks {
    private SampleNetworks() {}

    /** @param types of the inputs by name, as Braid writes them */
    record Sample(ComputationGraphConfiguration configuration, Map<String, String> types) {}

    static Sample dense() {
        return sample(
                graph -> graph.addInputs("a", "b")
                        .addLayer("left", dense(8), "a")
                        .addLayer("right", dense(8), "b")
                        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right")
                        .addVertex("half", new ScaleVertex(0.5), "sum")
                        .addVertex("moved", new ShiftVertex(1), "half")
                        .addVertex("part", new SubsetVertex(2, 6), "moved")
                        .addVertex("both", new MergeVertex(), "part", "right")
                        .addVertex("unit", new L2NormalizeVertex(), "both")
                        .addLayer("drop", new DropoutLayer(0.5), "unit")
                        .addLayer("output", output(3), "drop")
                        .setOutputs("output"),
                Map.of("a", "feedforward:5", "b", "feedforward:6"));
    }

    static Sample images() {
        return sample(
                graph -> graph.addInputs("image")
                        .addLayer("pad", new ZeroPaddingLayer(1, 1), "image")
                        .addLayer(
                                "conv",
                                new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
                                "pad")
                        .addLayer("norm", new BatchNormalization(), "conv")
                        .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
                        .addLayer("lrn", new LocalResponseNormalization(), "relu")
                        .addLayer(
                                "pool",
                                new SubsamplingLayer.Builder()
                                        .kernelSize(2, 2)
                                        .stride(2, 2)
                                        .build(),
                                "lrn")
                        .addLayer(
                                "depth",
                                new DepthwiseConvolution2D.Builder(3, 3)
                                        .depthMultiplier(2)
                                        .build(),
                                "pool")
                        .addLayer(
                                "separable",
                                new SeparableConvolution2D.Builder(3, 3).nOut(6).build(),
                                "depth")
                        .addLayer("up", new Upsampling2D.Builder(2).build(), "separable")
                        .addLayer(
                                "back",
                                new Deconvolution2D.Builder(2, 2)
                                        .stride(2, 2)
                                        .nOut(3)
                                        .build(),
                                "up")
                        .addLayer("flat", dense(7), "back")
                        .addLayer("output", output(3), "flat")
                        .setOutputs("output"),
                Map.of("image", "convolutional:3x12x10"));
    }

    static Sample series() {
        return sample(
                graph -> graph.addInputs("text")
                        .addLayer("lstm", new LSTM.Builder().nOut(6).build(), "text")
                        .addLayer(
                                "both",
                                new Bidirectional(new LSTM.Builder().nOut(4).build()),
                                "lstm")
                        .addVertex("reversed", new ReverseTimeSeriesVertex(), "both")
                        .addLayer("wide", dense(9), "reversed")
                        .addLayer("rnn", new SimpleRnn.Builder().nOut(5).build(), "wide")
                        .addLayer(
                                "conv",
                                new Convolution1DLayer.Builder(3, 1).nOut(4).build(),
                                "rnn")
                        .addLayer(
                                "last",
                                new LastTimeStep(new SimpleRnn.Builder().nOut(4).build()),
                                "conv")
                        .addVertex("again", new DuplicateToTimeSeriesVertex("text"), "last")
                        .addVertex("joined", new MergeVertex(), "again", "rnn")
                        .addLayer("output", rnnOutput(2), "joined")
                        .setOutputs("output"),
                Map.of("text", "recurrent:3x7"));
    }

    static Sample attention() {
        return sample(
                graph -> graph.addInputs("text")
                        .addLayer("self", selfAttention(8, 2), "text")
                        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "text", "self")
                        .addVertex("cross", crossAttention(8, 2), "sum", "self", "self")
                        .addLayer("pooled", new GlobalPoolingLayer(), "cross")
                        .addLayer("output", output(2), "pooled")
                        .setOutputs("output"),
                Map.of("text", "recurrent:8x5"));
    }

    static Sample stacked() {
        return sample(
                graph -> graph.addInputs("a", "b")
                        .addVertex("stack", new StackVertex(), "a", "b")
                        .addLayer("shared", dense(4), "stack")
                        .addVertex("first", new UnstackVertex(0, 2), "shared")
                        .addVertex("second", new UnstackVertex(1, 2), "shared")
                        .addVertex("distance", new L2Vertex(), "first", "second")
                        .addLayer(
                                "loss",
                                new LossLayer.Builder(LossFunction.MSE)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                "distance")
                        .setOutputs("loss"),
                Map.of("a", "feedforward:5", "b", "feedforward:5"));
    }

    /** Without types: given one, DL4J would make a table of as many rows as an index has columns. */
    static Sample embeddings() {
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("word", "words")
                .addLayer("one", new EmbeddingLayer.Builder().nIn(20).nOut(6).build(), "word")
                .addLayer(
                        "many",
                        new EmbeddingSequenceLayer.Builder()
                                .nIn(20)
                                .nOut(5)
                                .inputLength(4)
                                .build(),
                        "words")
                .addVertex("last", new LastTimeStepVertex("words"), "many")
                .addVertex("all", new MergeVertex(), "one", "last")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .activation(Activation.IDENTITY)
                                .nIn(11)
                                .nOut(2)
                                .build(),
                        "all")
                .setOutputs("output")
                .build();
        return new Sample(configuration, Map.of("words", "recurrent:1x4"));
    }

    static DenseLayer dense(int out) {
        return new DenseLayer.Builder().nOut(out).activation(Activation.RELU).build();
    }

    static OutputLayer output(int out) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nOut(out)
                .build();
    }

    private static RnnOutputLayer rnnOutput(int out) {
        return new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nOut(out)
                .build();
    }

    private static SelfAttentionLayer selfAttention(int width, int heads) {
        return new SelfAttentionLayer.Builder()
                .nOut(width)
                .nHeads(heads)
                .projectInput(true)
                .build();
    }

    private static AttentionVertex crossAttention(int width, int heads) {
        return new AttentionVertex.Builder()
                .nInQueries(width)
                .nInKeys(width)
                .nInValues(width)
                .nOut(width)
                .nHeads(heads)
                .projectInput(true)
                .build();
    }

    /** Builds with the types in the order of their names, in which every sample names its inputs. */
    private static Sample sample(Consumer<GraphBuilder> layers, Map<String, String> types) {
        GraphBuilder graph = new NeuralNetConfiguration.Builder().graphBuilder();
        layers.accept(graph);
        InputType[] inputs =
                new TreeMap<>(types).values().stream().map(SampleNetworks::type).toArray(InputType[]::new);
        return new Sample(graph.setInputTypes(inputs).build(), types);
    }

    private static InputType type(String text) {
        long[] sizes = Arrays.stream(text.split(":")[1].split("x"))
                .mapToLong(Long::parseLong)
                .toArray();
        return switch (text.split(":")[0]) {
            case "feedforward" -> InputType.feedForward(sizes[0]);
            case "recurrent" -> InputType.recurrent(sizes[0], sizes[1]);
            default -> InputType.convolutional(sizes[1], sizes[2], sizes[0]);
        };
    }
}
