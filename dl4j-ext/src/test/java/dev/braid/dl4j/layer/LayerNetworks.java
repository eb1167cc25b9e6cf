package dev.braid.dl4j.layer;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks around a layer under test. */
final class LayerNetworks {
    private LayerNetworks() {}

    private static NeuralNetConfiguration.Builder builder(DataType type) {
        return new NeuralNetConfiguration.Builder()
                .dataType(type)
                .seed(7)
                .updater(new NoOp())
                .activation(Activation.TANH);
    }

    /** Layers over series, and a softmax over each step. */
    static ComputationGraphConfiguration series(
            DataType type, int features, int steps, RNNFormat format, int classes, Layer... layers) {
        var graph = builder(type).graphBuilder().addInputs("in");
        String last = "in";
        for (int i = 0; i < layers.length; i++) {
            graph.addLayer("layer" + i, layers[i], last);
            last = "layer" + i;
        }
        RnnOutputLayer output = new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .dataFormat(format)
                .build();
        return graph.addLayer("out", output, last)
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(features, steps, format))
                .build();
    }

    /** Layers over features, and a softmax. */
    static ComputationGraphConfiguration flat(DataType type, int features, int classes, Layer... layers) {
        var graph = builder(type).graphBuilder().addInputs("in");
        String last = "in";
        for (int i = 0; i < layers.length; i++) {
            graph.addLayer("layer" + i, layers[i], last);
            last = "layer" + i;
        }
        OutputLayer output = new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build();
        return graph.addLayer("out", output, last)
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(features))
                .build();
    }
}
