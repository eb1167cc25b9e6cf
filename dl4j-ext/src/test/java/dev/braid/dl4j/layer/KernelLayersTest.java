package dev.braid.dl4j.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every layer, between a dense layer or the data and a softmax: DL4J's gradient check, single precision, JSON, names. */
class KernelLayersTest {
    private static final int SAMPLES = 3;
    private static final int FEATURES = 6;
    private static final int STEPS = 4;
    private static final int CLASSES = 3;

    private record Case(
            Function<DataType, ComputationGraphConfiguration> network, Supplier<INDArray> input, List<String> names) {}

    private static ComputationGraphConfiguration series(DataType type, Layer... layers) {
        return LayerNetworks.series(type, FEATURES, STEPS, RNNFormat.NCW, CLASSES, layers);
    }

    private static INDArray values() {
        return Nd4j.randn(DataType.DOUBLE, SAMPLES, FEATURES, STEPS);
    }

    private static Layer dense(int out) {
        return new DenseLayer.Builder().nOut(out).build();
    }

    private static INDArray ids() {
        Random random = new Random();
        INDArray ids = Nd4j.zeros(DataType.DOUBLE, SAMPLES, FEATURES);
        for (int i = 0; i < ids.length(); i++) {
            ids.putScalar(i, random.nextInt(8) - 1);
        }
        return ids;
    }

    private static Layer attention(AttentionBlock.Mask mask) {
        return new AttentionBlock.Builder().heads(2).mask(mask).build();
    }

    static Stream<Arguments> layers() {
        List<String> attention = List.of("gain", "shift", "Wq", "bq", "Wk", "bk", "Wv", "bv", "Wo", "bo");
        return Stream.of(
                Arguments.of(
                        "attention over all",
                        new Case(
                                type -> series(type, attention(AttentionBlock.Mask.NONE)),
                                KernelLayersTest::values,
                                attention)),
                Arguments.of(
                        "causal attention",
                        new Case(
                                type -> series(type, attention(AttentionBlock.Mask.CAUSAL)),
                                KernelLayersTest::values,
                                attention)),
                Arguments.of(
                        "linear",
                        new Case(
                                type -> series(
                                        type, new LinearLayer.Builder().nOut(5).build()),
                                KernelLayersTest::values,
                                List.of("W"))),
                Arguments.of(
                        "norm",
                        new Case(
                                type -> series(type, new RmsNormLayer.Builder().build()),
                                KernelLayersTest::values,
                                List.of("gain"))),
                Arguments.of(
                        "bag",
                        new Case(
                                type -> LayerNetworks.flat(
                                        type,
                                        FEATURES,
                                        CLASSES,
                                        new EmbeddingBag.Builder()
                                                .rows(7)
                                                .nOut(4)
                                                .build()),
                                KernelLayersTest::ids,
                                List.of("W"))),
                Arguments.of(
                        "interaction",
                        new Case(
                                type -> LayerNetworks.flat(
                                        type,
                                        FEATURES,
                                        CLASSES,
                                        new FeatureInteraction.Builder()
                                                .vectors(3)
                                                .build(),
                                        dense(4)),
                                () -> Nd4j.randn(DataType.DOUBLE, SAMPLES, FEATURES),
                                List.of())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void passesTheGradientCheckInDoubleAndAgreesInSinglePrecision(String name, Case tested) {
        ComputationGraph graph = GradientChecks.drawn(tested.network().apply(DataType.DOUBLE));
        INDArray input = tested.input().get();
        INDArray labels = labels(input.rank() == 3);
        GradientChecks.check(graph, input, labels, Set.of());
        GradientChecks.agree(graph, tested.network().apply(DataType.FLOAT), input, labels);
    }

    private static INDArray labels(boolean series) {
        Random random = new Random();
        INDArray labels = series
                ? Nd4j.zeros(DataType.DOUBLE, SAMPLES, CLASSES, STEPS)
                : Nd4j.zeros(DataType.DOUBLE, SAMPLES, CLASSES);
        for (int i = 0; i < SAMPLES; i++) {
            for (int step = 0; step < (series ? STEPS : 1); step++) {
                int label = random.nextInt(CLASSES);
                labels.putScalar(series ? new int[] {i, label, step} : new int[] {i, label}, 1);
            }
        }
        return labels;
    }

    /** The gradient check goes from the layer on: here the gradient that it hands back is part of it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void handsTheGradientOfItsInputBack(String name, Case tested) {
        if (name.equals("bag")) {
            return;
        }
        ComputationGraphConfiguration behind = name.equals("interaction")
                ? LayerNetworks.flat(
                        DataType.DOUBLE,
                        FEATURES,
                        CLASSES,
                        dense(FEATURES),
                        new FeatureInteraction.Builder().vectors(3).build())
                : series(
                        DataType.DOUBLE,
                        new LinearLayer.Builder().nOut(FEATURES).build(),
                        layer(tested.network().apply(DataType.DOUBLE)));
        ComputationGraph graph = GradientChecks.drawn(behind);
        INDArray input = tested.input().get();
        GradientChecks.check(graph, input, labels(input.rank() == 3), Set.of());
    }

    private static Layer layer(ComputationGraphConfiguration configuration) {
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        return graph.getLayer("layer0").conf().getLayer().clone();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void keepsItsJsonAndNamesItsParameters(String name, Case tested) {
        ComputationGraphConfiguration configuration = tested.network().apply(DataType.FLOAT);
        ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(configuration.toJson());
        assertEquals(configuration, read);
        assertEquals(configuration.toJson(), read.toJson());
        ComputationGraph graph = new ComputationGraph(read);
        graph.init();
        assertEquals(
                tested.names(),
                List.copyOf(graph.getLayer("layer0").paramTable().keySet()));
    }

    /** By hand: the first vector, then 1·0, 2·0, 2·1. */
    @Test
    void interactionIsTheProductsOfPairs() {
        ComputationGraph graph = new ComputationGraph(LayerNetworks.flat(
                DataType.FLOAT,
                FEATURES,
                CLASSES,
                new FeatureInteraction.Builder().vectors(3).build()));
        graph.init();
        INDArray x = Nd4j.createFromArray(new float[][] {{1, 2, 3, 4, 5, 6}});
        assertEquals(
                Nd4j.createFromArray(new float[][] {{1, 2, 11, 17, 39}}),
                graph.feedForward(x, false).get("layer0"));
    }

    @Test
    void aBagIsTheSumOfItsRowsAndAnEmptyOneZero() {
        ComputationGraph graph = new ComputationGraph(LayerNetworks.flat(
                DataType.FLOAT,
                3,
                CLASSES,
                new EmbeddingBag.Builder().rows(4).nOut(2).build()));
        graph.init();
        graph.getParam("layer0_W").assign(Nd4j.createFromArray(new float[][] {{1, 2}, {10, 20}, {100, 200}, {5, 5}}));
        INDArray ids = Nd4j.createFromArray(new float[][] {{0, 2, 0}, {-1, -1, -1}, {1, -1, 3}});
        assertEquals(
                Nd4j.createFromArray(new float[][] {{102, 204}, {0, 0}, {15, 25}}),
                graph.feedForward(ids, false).get("layer0"));
    }

    @Test
    void refusesWhatDoesNotFit() {
        refused(
                "layer layer0 (FeatureInteraction) reads 6 features, which are not 4 vectors of equal size",
                () -> LayerNetworks.flat(
                        DataType.FLOAT,
                        FEATURES,
                        CLASSES,
                        new FeatureInteraction.Builder().vectors(4).build()));
        refused(
                "layer layer0 (AttentionBlock) has 4 heads, which do not divide its 6 features",
                () -> series(
                        DataType.FLOAT, new AttentionBlock.Builder().heads(4).build()));
        refused("rows is 0 and nOut 4", () -> new EmbeddingBag.Builder().nOut(4).build());
        ComputationGraph masked = new ComputationGraph(series(DataType.FLOAT, attention(AttentionBlock.Mask.NONE)));
        masked.init();
        INDArray mask = Nd4j.ones(DataType.FLOAT, SAMPLES, STEPS);
        refused(
                "was given a mask, but reads every step",
                () -> masked.output(false, new INDArray[] {values().castTo(DataType.FLOAT)}, new INDArray[] {mask}));
    }

    private static void refused(String part, Runnable call) {
        String message =
                String.valueOf(assertThrows(RuntimeException.class, call::run).getMessage());
        assertTrue(message.contains(part), message);
    }
}
