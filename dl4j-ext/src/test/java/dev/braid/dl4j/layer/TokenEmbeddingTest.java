package dev.braid.dl4j.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class TokenEmbeddingTest {
    private static final int STEPS = 4;
    private static final int VOCABULARY = 7;

    private static ComputationGraphConfiguration network(DataType type) {
        return new NeuralNetConfiguration.Builder()
                .dataType(type)
                .updater(new NoOp())
                .graphBuilder()
                .addInputs("tokens")
                .addLayer(
                        "table",
                        new TokenEmbedding.Builder()
                                .vocabulary(VOCABULARY)
                                .nOut(5)
                                .build(),
                        "tokens")
                .addLayer(
                        "out",
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(3)
                                .activation(Activation.TANH)
                                .build(),
                        "table")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(STEPS))
                .build();
    }

    private static INDArray tokens(int samples) {
        Random random = new Random();
        INDArray tokens = Nd4j.zeros(DataType.DOUBLE, samples, STEPS);
        for (int i = 0; i < samples * STEPS; i++) {
            tokens.putScalar(i, random.nextInt(VOCABULARY));
        }
        return tokens;
    }

    @Test
    void hasTheGradientThatDifferencesHave() {
        ComputationGraph graph = GradientChecks.drawn(network(DataType.DOUBLE));
        INDArray labels = Nd4j.randn(DataType.DOUBLE, 3, 3, STEPS);
        GradientChecks.check(graph, tokens(3), labels, Set.of());
        GradientChecks.agree(graph, network(DataType.FLOAT), tokens(3), labels);
    }

    @Test
    void keepsItsVocabularyInJson() {
        ComputationGraphConfiguration configuration = network(DataType.FLOAT);
        ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(configuration.toJson());
        assertEquals(configuration, read);
        ComputationGraph graph = new ComputationGraph(read);
        graph.init();
        assertEquals(VOCABULARY, graph.getParam("table_W").size(0));
    }

    @Test
    void refusesWhatIsNoToken() {
        ComputationGraph graph = new ComputationGraph(network(DataType.FLOAT));
        graph.init();
        for (double bad : new double[] {-1, VOCABULARY, 1.5, Double.NaN}) {
            INDArray tokens = tokens(2).castTo(DataType.FLOAT).putScalar(1, 2, bad);
            String message = assertThrows(IllegalArgumentException.class, () -> graph.output(tokens))
                    .getMessage();
            assertTrue(
                    message.contains("layer table (TokenEmbedding) reads " + bad + " at 1, 2, but must read whole"
                            + " numbers from 0 to 6"),
                    message);
        }
    }
}
