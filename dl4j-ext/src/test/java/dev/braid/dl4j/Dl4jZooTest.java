package dev.braid.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.dl4j.zoo.Dl4jZoo;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import dev.braid.gpp.series.Recognition;
import dev.braid.gpp.series.SeriesParallel;
import dev.braid.gpp.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The DL4J networks of the zoo are the zoo's models as far as DL4J has their layers. */
class Dl4jZooTest {
    private static final int SEQUENCE = 5;
    private static final int HIDDEN = 8;
    private static final int WIDTH = 4;
    private static final String SIZES = "layers=2&sequence=5&hidden=8&heads=2&ffn=12";

    @TempDir
    private Path folder;

    private CostGraph imported(String name) throws IOException {
        ComputationGraphConfiguration configuration = Dl4jZoo.configuration(name);
        Map<String, String> types = new HashMap<>();
        configuration.getNetworkInputs().stream()
                .filter(input -> name.contains("sequence"))
                .forEach(input -> types.put(input, "recurrent:" + HIDDEN + "x" + SEQUENCE));
        Path file = Files.writeString(folder.resolve("model.json"), configuration.toJson());
        Dl4jGraphFile read = Dl4jGraphFile.read(file, types);
        assertEquals(List.of(), read.assumptions());
        return read.graph();
    }

    private static double flops(Work work) {
        return work instanceof Work.Counted counted ? counted.flopsPerSample() : 0;
    }

    private static List<Operator> linears(CostGraph graph) {
        return graph.operators().stream()
                .filter(operator -> operator.id().matches(".*(linear\\d|output|table\\d)"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zoo:candle-uno?branches=3&layers=2&hidden=8&top=2",
                "zoo:dlrm?dense=2&sparse=3&columns=3&rows=20&bag=4&layers=2&hidden=8&top=1",
                "zoo:case-study?" + SIZES,
                "zoo:mmt?branches=3&" + SIZES,
                "zoo:transformer?" + SIZES
            })
    void linearsAreThoseOfTheZoo(String name) throws IOException {
        CostGraph ours = imported(name);
        CostGraph zoo = Zoo.graph(name);
        assertEquals(
                linears(zoo).stream().map(Operator::id).sorted().toList(),
                linears(ours).stream().map(Operator::id).sorted().toList());
        for (Operator linear : linears(ours)) {
            Operator same = zoo.operator(zoo.number(linear.id()));
            boolean normed = linear.id().endsWith("linear1") && name.contains("sequence");
            double norm = normed ? 2 * HIDDEN * WIDTH : 0;
            assertEquals(same.parameterBytes() - norm, linear.parameterBytes(), linear.id());
            assertEquals(flops(same.forward()), flops(linear.forward()), linear.id());
            assertEquals(flops(same.inputGradient()), flops(linear.inputGradient()), linear.id());
            assertEquals(flops(same.weightGradient()), flops(linear.weightGradient()), linear.id());
        }
        assertInstanceOf(
                Recognition.IsSeriesParallel.class,
                SeriesParallel.decompose(ours).recognition());
    }

    @Test
    void attentionIsThatOfTheZoo() throws IOException {
        String name = "zoo:case-study?" + SIZES;
        CostGraph ours = imported(name);
        CostGraph zoo = Zoo.graph(name);
        for (Operator operator : ours.operators()) {
            if (operator.id().endsWith("attention")) {
                Operator same = zoo.operator(zoo.number(operator.id()));
                assertEquals(same.parameterBytes(), operator.parameterBytes(), operator.id());
                assertEquals(flops(same.forward()), flops(operator.forward()), operator.id());
                assertEquals(flops(same.inputGradient()), flops(operator.inputGradient()), operator.id());
                assertEquals(flops(same.weightGradient()), flops(operator.weightGradient()), operator.id());
            }
        }
    }

    @Test
    void decoderIsThatOfTheZoo() throws IOException {
        String name = "zoo:decoder?layers=2&sequence=6&hidden=8&heads=2&kvheads=1&ffn=10&vocabulary=11";
        CostGraph zoo = Zoo.graph(name);
        Path file = Files.writeString(
                folder.resolve("model.json"), Dl4jZoo.configuration(name).toJson());
        Dl4jGraphFile read = Dl4jGraphFile.read(file, Map.of());
        assertEquals(List.of(), read.assumptions());
        List<String> names =
                new ArrayList<>(zoo.operators().stream().map(Operator::id).toList());
        names.add("loss");
        assertEquals(names, read.graph().operators().stream().map(Operator::id).toList());
        for (Operator same : zoo.operators()) {
            Operator ours = read.graph().operator(read.graph().number(same.id()));
            assertEquals(same.parameterBytes(), ours.parameterBytes(), same.id());
            assertEquals(flops(same.forward()), flops(ours.forward()), same.id());
            assertEquals(flops(same.inputGradient()), flops(ours.inputGradient()), same.id());
            assertEquals(flops(same.weightGradient()), flops(ours.weightGradient()), same.id());
        }
    }

    /** It learns that each token is followed by the next one. */
    @Test
    void aSmallDecoderLearns() {
        ComputationGraph graph = new ComputationGraph(Dl4jZoo.configuration(
                "zoo:decoder?layers=1&sequence=6&hidden=8&heads=2&kvheads=1&ffn=10&vocabulary=9"));
        graph.init();
        double first = 0;
        for (int step = 0; step < 300; step++) {
            INDArray tokens =
                    Nd4j.rand(DataType.FLOAT, 4, 6).muli(9).castTo(DataType.INT).castTo(DataType.FLOAT);
            INDArray next = tokens.add(1).fmodi(9).reshape(4, 1, 6);
            graph.fit(new MultiDataSet(tokens, next));
            first = step == 0 ? graph.score() : first;
        }
        assertTrue(graph.score() < first / 3, "loss " + first + " came to " + graph.score());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zoo:candle-uno?branches=2&layers=1&hidden=6&top=1",
                "zoo:dlrm?dense=1&sparse=2&columns=3&rows=4&bag=6&layers=1&hidden=6&top=1",
                "zoo:case-study?" + SIZES
            })
    void aSmallOneTrains(String name) {
        ComputationGraph graph = new ComputationGraph(Dl4jZoo.configuration(name));
        graph.init();
        boolean series = name.contains("sequence");
        INDArray[] inputs = graph.getConfiguration().getNetworkInputs().stream()
                .map(input -> series ? random(3, HIDDEN, SEQUENCE) : flat(input))
                .toArray(INDArray[]::new);
        INDArray labels = series ? random(3, 2 * HIDDEN, SEQUENCE) : random(3, 1);
        INDArray before = graph.params().dup();
        graph.fit(new MultiDataSet(inputs, new INDArray[] {labels}));
        assertTrue(Double.isFinite(graph.score()), name);
        assertNotEquals(before, graph.params());
        assertTrue(Double.isFinite(graph.params().sumNumber().doubleValue()), name);
    }

    /** Features, or ids of four rows. */
    private static INDArray flat(String input) {
        INDArray values = random(3, 6);
        return input.startsWith("table") ? values.muli(4).castTo(DataType.INT).castTo(DataType.FLOAT) : values;
    }

    private static INDArray random(long... shape) {
        return Nd4j.rand(DataType.FLOAT, shape);
    }

    @Test
    void namesAreRefusedAsTheZooDoes() {
        for (String name : Stream.of("zoo:mm", "zoo:mmt?branch=2", "zoo:mmt?branches=0", "mmt")
                .toList()) {
            String ours = assertThrows(IllegalArgumentException.class, () -> Dl4jZoo.configuration(name))
                    .getMessage();
            String zoos = assertThrows(IllegalArgumentException.class, () -> Zoo.graph(name))
                    .getMessage();
            assertEquals(zoos, ours);
        }
    }
}
