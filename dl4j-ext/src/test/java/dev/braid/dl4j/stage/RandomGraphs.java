package dev.braid.dl4j.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Graphs with two to four branches of dense layers, joined in various ways, with skips and one or two losses. */
final class RandomGraphs {
    /** Whose update rules the layers have. */
    enum Updaters {
        ADAM,
        MIXED
    }

    private final Random random;
    private final Updaters updaters;
    private final GraphBuilder graph;
    private final List<String> inputs = new ArrayList<>();
    private final List<InputType> types = new ArrayList<>();
    private int layers;
    private int names;

    private RandomGraphs(Random random, Updaters updaters) {
        this.random = random;
        this.updaters = updaters;
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder()
                .seed(random.nextInt(1000))
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.01));
        if (updaters == Updaters.MIXED && random.nextBoolean()) {
            builder.l2(0.02).l1(0.01);
        }
        if (updaters == Updaters.MIXED && random.nextInt(3) == 0) {
            builder.gradientNormalization(GradientNormalization.RenormalizeL2PerLayer);
        }
        graph = builder.graphBuilder();
    }

    static ComputationGraphConfiguration draw(Random random, Updaters updaters) {
        return new RandomGraphs(random, updaters).build();
    }

    private ComputationGraphConfiguration build() {
        int width = 3 + random.nextInt(4);
        List<String> ends = new ArrayList<>();
        int branches = 2 + random.nextInt(3);
        for (int i = 0; i < branches; i++) {
            boolean shared = !inputs.isEmpty() && random.nextInt(3) == 0;
            String last = shared ? inputs.get(random.nextInt(inputs.size())) : input(width);
            int count = 1 + random.nextInt(2);
            for (int j = 0; j < count; j++) {
                last = step(last, width, ends);
            }
            ends.add(last);
        }
        String joined = join(ends);
        String top = joined;
        for (int i = random.nextInt(3); i > 0; i--) {
            top = dense(top, width);
        }
        List<String> outputs = new ArrayList<>(List.of(output(top)));
        if (random.nextInt(3) == 0) {
            outputs.add(output(ends.get(random.nextInt(ends.size()))));
        }
        return graph.setOutputs(outputs.toArray(String[]::new))
                .setInputTypes(types.toArray(InputType[]::new))
                .build();
    }

    private String input(int width) {
        String name = "in" + inputs.size();
        graph.addInputs(name);
        inputs.add(name);
        types.add(InputType.feedForward(width));
        return name;
    }

    /** A layer, and now and then a sum with an earlier branch behind it. */
    private String step(String last, int width, List<String> ends) {
        String next = dense(last, width);
        if (!ends.isEmpty() && random.nextInt(4) == 0) {
            return vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add), next, ends.get(random.nextInt(ends.size())));
        }
        return random.nextInt(5) == 0 ? vertex(new ScaleVertex(0.5), next) : next;
    }

    private String join(List<String> ends) {
        String[] parts = ends.toArray(String[]::new);
        return switch (random.nextInt(4)) {
            case 0 -> vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add), parts);
            case 1 ->
                vertex(
                        new ElementWiseVertex(ElementWiseVertex.Op.Product),
                        parts[0],
                        vertex(new ElementWiseVertex(ElementWiseVertex.Op.Average), parts));
            case 2 -> vertex(new L2NormalizeVertex(), vertex(new MergeVertex(), parts));
            default -> vertex(new MergeVertex(), parts);
        };
    }

    private String vertex(org.deeplearning4j.nn.conf.graph.GraphVertex vertex, String... reads) {
        String name = "v" + names++;
        graph.addVertex(name, vertex, reads);
        return name;
    }

    private String dense(String input, int width) {
        Activation[] activations = {Activation.TANH, Activation.SIGMOID, Activation.ELU, Activation.RELU};
        DenseLayer.Builder layer = new DenseLayer.Builder()
                .nOut(width)
                .hasBias(random.nextInt(5) > 0)
                .activation(activations[random.nextInt(activations.length)]);
        if (updaters == Updaters.MIXED) {
            layer.updater(updater());
            if (random.nextInt(4) == 0) {
                layer.constrainWeights(new MaxNormConstraint(1.5, 1));
            }
        }
        String name = "layer" + layers++;
        graph.addLayer(name, layer.build(), input);
        return name;
    }

    private IUpdater updater() {
        return switch (random.nextInt(5)) {
            case 0 -> new Nesterovs(0.02, 0.9);
            case 1 -> new RmsProp(0.01);
            case 2 -> new AdaGrad(0.02);
            case 3 -> new Adam(new ExponentialSchedule(ScheduleType.ITERATION, 0.02, 0.9));
            default -> new Adam(0.01);
        };
    }

    private String output(String input) {
        boolean classes = random.nextBoolean();
        String name = "out" + names++;
        OutputLayer.Builder layer = classes
                ? new OutputLayer.Builder(LossFunction.MCXENT).nOut(3).activation(Activation.SOFTMAX)
                : new OutputLayer.Builder(LossFunction.MSE).nOut(2).activation(Activation.IDENTITY);
        graph.addLayer(name, layer.build(), input);
        return name;
    }
}
