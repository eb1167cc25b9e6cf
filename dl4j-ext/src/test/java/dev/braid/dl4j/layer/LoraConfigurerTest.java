package dev.braid.dl4j.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.dl4j.zoo.Dl4jZoo;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class LoraConfigurerTest {
    private static final int STEPS = 4;
    /** Of rank 2 and alpha 3: a bypass counts one and a half times. */
    private static final LoraConfigurer LORA = new LoraConfigurer(
            2, 3, List.of("left.W", "self.*", "block.Wq", "block.Wdown", "attention.Wv"), List.of("out"));

    /** Dense layers, DL4J's attention and Braid's blocks, one dense layer frozen by the user. */
    private static ComputationGraphConfiguration network(IUpdater updater) {
        return new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(3)
                .updater(updater)
                .activation(Activation.TANH)
                .l2(0.01)
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", new DenseLayer.Builder().nOut(6).build(), "in")
                .addLayer(
                        "right",
                        new FrozenLayerWithBackprop(
                                new DenseLayer.Builder().nIn(5).nOut(6).build()),
                        "in")
                .addVertex("both", new MergeVertex(), "left", "right")
                .addLayer("dense", new DenseLayer.Builder().nOut(6).build(), "both")
                .addLayer(
                        "self",
                        new SelfAttentionLayer.Builder()
                                .nOut(6)
                                .nHeads(2)
                                .projectInput(true)
                                .build(),
                        "dense")
                .addLayer(
                        "block",
                        new DecoderBlock.Builder()
                                .heads(3)
                                .kvHeads(1)
                                .intermediate(7)
                                .build(),
                        "self")
                .addLayer("attention", new AttentionBlock.Builder().heads(2).build(), "block")
                .addLayer(
                        "out",
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "attention")
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(5, STEPS))
                .build();
    }

    private static INDArray input(int samples) {
        return Nd4j.randn(DataType.DOUBLE, samples, 5, STEPS);
    }

    private static ComputationGraph plain() {
        return GradientChecks.drawn(network(new Sgd(0.1)));
    }

    private static Map<String, INDArray> copies(ComputationGraph graph) {
        Map<String, INDArray> copies = new TreeMap<>();
        graph.paramTable().forEach((name, array) -> copies.put(name, array.dup()));
        return copies;
    }

    private static final Set<String> BYPASSES = Set.of(
            "left_W.loraA",
            "left_W.loraB",
            "self_Wq.loraA",
            "self_Wq.loraB",
            "self_Wk.loraA",
            "self_Wk.loraB",
            "self_Wv.loraA",
            "self_Wv.loraB",
            "self_Wo.loraA",
            "self_Wo.loraB",
            "block_Wq.loraA",
            "block_Wq.loraB",
            "block_Wdown.loraA",
            "block_Wdown.loraB",
            "attention_Wv.loraA",
            "attention_Wv.loraB");

    @Test
    void bypassesChangeNothingAtFirstAndLearnAlone() {
        ComputationGraph plain = plain();
        ComputationGraph tuned = LORA.apply(plain);
        Set<String> added = new TreeSet<>(tuned.paramTable().keySet());
        added.removeAll(plain.paramTable().keySet());
        assertEquals(new TreeSet<>(BYPASSES), added);
        INDArray input = input(5);
        near(plain.outputSingle(input), tuned.outputSingle(input));
        Map<String, INDArray> before = copies(tuned);
        for (int step = 0; step < 3; step++) {
            tuned.fit(new MultiDataSet(input, Nd4j.randn(DataType.DOUBLE, 5, 2, STEPS)));
        }
        Set<String> learning = new HashSet<>(BYPASSES);
        learning.addAll(Set.of("out_W", "out_b"));
        copies(tuned).forEach((name, after) -> {
            if (learning.contains(name)) {
                assertNotEquals(before.get(name), after, name);
            } else {
                assertEquals(before.get(name), after, name);
            }
        });
    }

    /** Behind DL4J's attention: its gradients are twice what differences say, in M2.1, with and without bypasses. */
    @Test
    void passesTheGradientCheck() {
        ComputationGraph tuned = GradientChecks.drawn(
                LORA.apply(GradientChecks.drawn(network(new NoOp()))).getConfiguration());
        Set<String> excluded = new HashSet<>(tuned.paramTable().keySet());
        excluded.removeIf(
                name -> BYPASSES.contains(name) && (name.startsWith("block") || name.startsWith("attention")));
        excluded.removeAll(Set.of("out_W", "out_b"));
        GradientChecks.check(tuned, input(2), Nd4j.randn(DataType.DOUBLE, 2, 2, STEPS), excluded);
    }

    /** The gradients of a product's two factors follow from that of the product, which the merged network has. */
    @Test
    void theBypassesOfDl4jsLayersHaveTheGradientsThatFollowFromTheWeights() {
        ComputationGraph tuned = GradientChecks.drawn(LORA.apply(plain()).getConfiguration());
        ComputationGraph merged = LoraConfigurer.merge(tuned);
        INDArray input = input(3);
        INDArray labels = Nd4j.randn(DataType.DOUBLE, 3, 2, STEPS);
        for (ComputationGraph graph : List.of(tuned, merged)) {
            graph.setInput(0, input);
            graph.setLabel(0, labels);
            graph.computeGradientAndScore();
        }
        for (String name : List.of("left_W", "self_Wq", "self_Wk", "self_Wv", "self_Wo")) {
            INDArray a = tuned.getParam(name + ".loraA");
            INDArray b = tuned.getParam(name + ".loraB");
            INDArray whole = merged.gradient()
                    .getGradientFor(name)
                    .dup('c')
                    .reshape('c', a.size(0), b.size(1))
                    .mul(1.5);
            near(whole.mmul(b.transpose()), tuned.gradient().getGradientFor(name + ".loraA"));
            near(a.transpose().mmul(whole), tuned.gradient().getGradientFor(name + ".loraB"));
            assertEquals(0, tuned.gradient().getGradientFor(name).amaxNumber().doubleValue(), name);
        }
    }

    @Test
    void mergedItIsTheNetworkThatItWasWithOtherWeights() {
        ComputationGraph plain = plain();
        ComputationGraph tuned = LORA.apply(plain);
        INDArray input = input(5);
        for (int step = 0; step < 3; step++) {
            tuned.fit(new MultiDataSet(input, Nd4j.randn(DataType.DOUBLE, 5, 2, STEPS)));
        }
        ComputationGraph merged = LoraConfigurer.merge(tuned);
        near(tuned.outputSingle(input), merged.outputSingle(input));
        assertEquals(
                plain.getConfiguration().getVertices(),
                merged.getConfiguration().getVertices());
        assertEquals(plain.paramTable().keySet(), merged.paramTable().keySet());
        for (String changed : List.of("left_W", "self_Wo", "block_Wq", "attention_Wv", "out_W")) {
            assertNotEquals(plain.getParam(changed), merged.getParam(changed), changed);
        }
        for (String same : List.of("left_b", "right_W", "dense_W", "block_Wup", "attention_Wq")) {
            assertEquals(plain.getParam(same), merged.getParam(same), same);
        }
    }

    /** Nothing is named to be trained: losses and dropout have no weights to freeze, an output layer learns. */
    @Test
    void outputsNeedNotBeNamed() {
        LoraConfigurer everywhere = new LoraConfigurer(2, 4, List.of("*"), List.of());
        ComputationGraph decoder = new ComputationGraph(
                Dl4jZoo.configuration("zoo:decoder?layers=1&sequence=3&hidden=8&heads=2&kvheads=1&ffn=8&vocabulary=5"));
        decoder.init();
        ComputationGraph tuned = everywhere.apply(decoder);
        Map<String, INDArray> before = copies(tuned);
        tuned.fit(new MultiDataSet(Nd4j.zeros(DataType.FLOAT, 2, 3), Nd4j.ones(DataType.FLOAT, 2, 1, 3)));
        assertEquals(before.get("layer0_Wq"), tuned.getParam("layer0_Wq"));
        assertNotEquals(before.get("head_W.loraB"), tuned.getParam("head_W.loraB"));
        assertEquals(
                decoder.getConfiguration().getVertices(),
                LoraConfigurer.merge(tuned).getConfiguration().getVertices());
        ComputationGraph uno =
                new ComputationGraph(Dl4jZoo.configuration("zoo:candle-uno?branches=1&layers=1&hidden=4&top=1"));
        uno.init();
        ComputationGraph learning = everywhere.apply(uno);
        learning.fit(new MultiDataSet(Nd4j.ones(DataType.FLOAT, 2, 4), Nd4j.ones(DataType.FLOAT, 2, 1)));
        assertNotEquals(uno.getParam("output_W"), learning.getParam("output_W"));
        assertEquals(uno.getParam("top.linear0_W"), learning.getParam("top.linear0_W"));
    }

    @Test
    void keepsItsJson() {
        ComputationGraphConfiguration configuration = LORA.apply(plain()).getConfiguration();
        ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(configuration.toJson());
        assertEquals(configuration.getVertices(), read.getVertices());
        ComputationGraph graph = new ComputationGraph(read);
        graph.init();
        assertTrue(graph.paramTable().keySet().containsAll(BYPASSES));
    }

    @Test
    void refusesWhatMeetsNothing() {
        refused(
                "the target \"lef.W\" meets nothing; there is [left.W, dense.W, self.Wq",
                new LoraConfigurer(2, 4, List.of("lef.W"), List.of()));
        refused("the target \"right.W\" meets nothing", new LoraConfigurer(2, 4, List.of("right.W"), List.of()));
        refused(
                "the layer to train \"outt\" meets nothing",
                new LoraConfigurer(2, 4, List.of("left.W"), List.of("outt")));
        ComputationGraph tuned = LORA.apply(plain());
        String twice = assertThrows(IllegalArgumentException.class, () -> LORA.apply(tuned))
                .getMessage();
        assertTrue(twice.contains("has low-rank bypasses or was frozen beside them; merge them first"), twice);
        assertThrows(IllegalArgumentException.class, () -> new LoraConfigurer(0, 1, List.of(), List.of()));
    }

    private static void refused(String part, LoraConfigurer lora) {
        String message = assertThrows(IllegalArgumentException.class, () -> lora.apply(plain()))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    private static void near(INDArray expected, INDArray found) {
        assertEquals(0, expected.sub(found).amaxNumber().doubleValue(), 1e-9);
    }
}
