package dev.braid.dl4j.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DecoderBlockTest {
    private static final int STEPS = 5;
    private static final int CLASSES = 3;

    private final Random random = new Random();

    private static DecoderBlock.Builder block() {
        return new DecoderBlock.Builder().heads(4).kvHeads(2).headSize(4).intermediate(10);
    }

    private static ComputationGraphConfiguration network(DataType type, RNNFormat format) {
        return LayerNetworks.series(
                type, 6, STEPS, format, CLASSES, block().build(), block().build(), new RmsNormLayer.Builder().build());
    }

    private INDArray input(DataType type, RNNFormat format, int sequences) {
        return Nd4j.randn(
                type, format == RNNFormat.NCW ? new long[] {sequences, 6, STEPS} : new long[] {sequences, STEPS, 6});
    }

    private INDArray labels(DataType type, RNNFormat format, int sequences) {
        INDArray labels = Nd4j.zeros(
                type,
                format == RNNFormat.NCW
                        ? new long[] {sequences, CLASSES, STEPS}
                        : new long[] {sequences, STEPS, CLASSES});
        for (int i = 0; i < sequences; i++) {
            for (int step = 0; step < STEPS; step++) {
                int label = random.nextInt(CLASSES);
                int[] at = format == RNNFormat.NCW ? new int[] {i, label, step} : new int[] {i, step, label};
                labels.putScalar(at, 1);
            }
        }
        return labels;
    }

    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void passesTheGradientCheckOfDl4j(RNNFormat format) {
        ComputationGraph graph = GradientChecks.drawn(LayerNetworks.series(
                DataType.DOUBLE,
                6,
                STEPS,
                format,
                CLASSES,
                new LinearLayer.Builder().nOut(6).build(),
                block().build()));
        INDArray labels = labels(DataType.DOUBLE, format, 2);
        GradientChecks.check(graph, input(DataType.DOUBLE, format, 2), labels, Set.of());
    }

    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void kernelsAgreeWithDouble(RNNFormat format) {
        ComputationGraph exact = GradientChecks.drawn(network(DataType.DOUBLE, format));
        INDArray labels = labels(DataType.DOUBLE, format, 3);
        GradientChecks.agree(exact, network(DataType.FLOAT, format), input(DataType.DOUBLE, format, 3), labels);
    }

    @Test
    void keepsItsJsonAndNamesItsParameters() {
        ComputationGraphConfiguration configuration = network(DataType.FLOAT, RNNFormat.NCW);
        ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(configuration.toJson());
        assertEquals(configuration, read);
        assertEquals(configuration.toJson(), read.toJson());
        ComputationGraph graph = new ComputationGraph(read);
        graph.init();
        assertEquals(
                List.of(
                        "layer0_gainAttention",
                        "layer0_Wq",
                        "layer0_Wk",
                        "layer0_Wv",
                        "layer0_Wo",
                        "layer0_gainFeedForward",
                        "layer0_Wgate",
                        "layer0_Wup",
                        "layer0_Wdown"),
                graph.paramTable().keySet().stream()
                        .filter(name -> name.startsWith("layer0"))
                        .toList());
        assertEquals(List.of(6L, 8L), dims(graph.getParam("layer0_Wk")));
    }

    private static List<Long> dims(INDArray array) {
        return java.util.Arrays.stream(array.shape()).boxed().toList();
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertEquals(
                "heads is 4 and kvHeads 3; both must be at least 1, and kvHeads must divide heads",
                message(() -> block().kvHeads(3).build()));
        assertEquals(
                "intermediate is 0, must be at least 1",
                message(() -> block().intermediate(0).build()));
        String odd = message(() -> LayerNetworks.series(
                DataType.FLOAT,
                12,
                STEPS,
                RNNFormat.NCW,
                CLASSES,
                block().headSize(0).build()));
        assertTrue(odd.contains("layer layer0 (DecoderBlock) has heads of 3 features"), odd);
        String flat = message(() -> LayerNetworks.flat(DataType.FLOAT, 12, CLASSES, block().build()));
        assertTrue(flat.contains("needs a series"), flat);
        String half = message(() -> new ComputationGraph(network(DataType.HALF, RNNFormat.NCW)).init());
        assertTrue(half.contains("dataType is HALF"), half);
    }

    private static String message(Runnable call) {
        RuntimeException thrown = assertThrows(RuntimeException.class, call::run);
        return String.valueOf(thrown.getMessage());
    }
}
