package dev.braid.gpp.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import dev.braid.gpp.series.Recognition;
import dev.braid.gpp.series.SeriesParallel;
import dev.braid.gpp.series.SpTree;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ZooTest {
    @Test
    void aTransformerHasTheParametersAndOperationsOfTheFormula() {
        double h = 1024;
        double f = 4096;
        double s = 256;
        CostGraph graph = Zoo.graph("zoo:transformer");
        assertEquals(32 * 3, graph.size());
        double parameters = 32 * (4 * h * h + 2 * h * f + 9 * h + f);
        assertEquals(4 * parameters, parameterBytes(graph));
        double forward = 32 * (8 * s * h * h + 4 * s * s * h + 4 * s * h * f);
        assertEquals(forward, operations(graph, Operator::forward));
        assertEquals(2 * forward, backward(graph), "backward is twice forward");
        CostGraph half = Zoo.graph("zoo:transformer?bytes=2");
        assertEquals(2 * parameters, parameterBytes(half));
        assertEquals(savedBytes(graph) / 2, savedBytes(half));
    }

    @Test
    void aTransformerSavesWhatItsBackwardReads() {
        CostGraph graph = Zoo.graph("zoo:transformer?layers=2&sequence=8&hidden=4&heads=2&ffn=16");
        double tokens = 8 * 4;
        double attention = 6 * tokens + 2 * 8 * 8 + 2 * 8;
        assertEquals(4 * (attention + tokens), graph.operator(0).savedBytes(), "with its input, which is data");
        assertEquals(4 * attention, graph.operator(3).savedBytes());
        assertEquals(4 * (tokens + 2 * 8 + 8 * 16), graph.operator(1).savedBytes(), "norm, statistics, output");
        assertEquals(4 * tokens, graph.operator(2).savedBytes());
        assertEquals(4 * 8 * 16, graph.edgeBytes(1, 2));
        assertEquals(4 * tokens, graph.edgeBytes(0, 2), "the residual");
    }

    @Test
    void multiModalTransformersMeetInAConcatenation() {
        CostGraph graph = Zoo.graph("zoo:mmt");
        assertEquals(4 * 8 * 3 + 1, graph.size());
        CostGraph transformer = Zoo.graph("zoo:transformer");
        assertEquals(parameterBytes(transformer), parameterBytes(graph));
        assertEquals(operations(transformer, Operator::forward), operations(graph, Operator::forward));
        assertEquals(4 * 256 * 1024 * 4, graph.operator(graph.size() - 1).savedBytes());
        assertEquals(2 * 4 * 3 + 1, Zoo.graph("zoo:case-study").size());
    }

    @Test
    void candleUnoHasTheParametersAndOperationsOfTheFormula() {
        double h = 512;
        CostGraph graph = Zoo.graph("zoo:candle-uno?branches=16&layers=4&hidden=512&top=3");
        assertEquals(16 * 4 + 1 + 3 + 1, graph.size());
        double weights = 16 * 4 * h * h + 16 * h * h + 2 * h * h + h;
        double biases = (16 * 4 + 3) * h + 1;
        assertEquals(4 * (weights + biases), parameterBytes(graph));
        assertEquals(2 * weights, operations(graph, Operator::forward));
        double notNeeded = 2 * 16 * h * h;
        assertEquals(4 * weights - notNeeded, backward(graph), "nobody asks for the gradient of data");
        double outputs = 16 * 4 * h + 16 * h + 3 * h + 1;
        assertEquals(4 * (outputs + 16 * h), savedBytes(graph));
        assertEquals(Work.NONE, graph.operator(0).inputGradient());
    }

    @Test
    void aRecommenderHasItsTablesInMemoryAndNotInArithmetic() {
        CostGraph graph = Zoo.graph("zoo:dlrm");
        assertEquals(7 * 4 + 7 + 1 + 4 + 1, graph.size());
        Operator table = graph.operator(graph.number("table3"));
        assertEquals(64e6 * 4, table.parameterBytes());
        assertEquals(new Work.Counted(6400, 0, 4 * 6400 + 800 + 256), table.forward());
        assertEquals(new Work.Counted(6400, 0, 2 * 4 * 6400 + 800 + 256), table.weightGradient());
        double h = 4096;
        double weights = 7 * 4 * h * h + (7 * h + 7 * 64) * h + 3 * h * h + h;
        double biases = 7 * 4 * h + 4 * h + 1;
        assertEquals(4 * (weights + biases + 7 * 64e6), parameterBytes(graph));
        assertEquals(2 * weights + 7 * 6400, operations(graph, Operator::forward));
    }

    @Test
    void allAreSeriesParallel() {
        for (String name : new String[] {"mmt", "dlrm", "candle-uno", "transformer", "case-study"}) {
            assertEquals(
                    new Recognition.IsSeriesParallel(),
                    SeriesParallel.decompose(Zoo.graph("zoo:" + name)).recognition());
        }
        SpTree.Series chain = (SpTree.Series)
                SeriesParallel.decompose(Zoo.graph("zoo:transformer?layers=5")).tree();
        assertEquals(15, chain.children().size(), "residuals do not make a branch");
    }

    @Test
    void whatIsUnknownOrOutOfBoundsIsRefused() {
        refused("has no model \"candel-uno\"; did you mean zoo:candle-uno? It has mmt, case-study,", "zoo:candel-uno");
        refused(
                "has no parameter \"branch\"; did you mean branches? It has branches=7 (1 to 64), ",
                "zoo:candle-uno?branch=3");
        refused("mmt?layers=0: layers is 0, but must be from 1 to 100", "zoo:mmt?layers=0");
        refused("layers is \"many\", but must be a whole number from 1", "zoo:mmt?layers=many");
        refused("layers is \"99999999999\", but must be", "zoo:mmt?layers=99999999999");
        refused("\"\" is no parameter", "zoo:mmt?layers=4&");
        refused("parameter layers is given twice", "zoo:mmt?layers=4&layers=4");
        refused("bytes is 3, but must be 2 (half precision) or 4 (single)", "zoo:dlrm?bytes=3");
        refused("heads is 3, but must divide hidden, which is 1024", "zoo:transformer?heads=3");
        refused("does not begin with zoo:", "mmt");
        assertEquals(6, Zoo.models().size());
        assertTrue(
                Zoo.models().get(0).startsWith("zoo:mmt?branches=4 (1 to 64)&"),
                Zoo.models().get(0));
    }

    private static void refused(String reason, String name) {
        String message = assertThrows(IllegalArgumentException.class, () -> Zoo.graph(name))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    private static double parameterBytes(CostGraph graph) {
        return graph.operators().stream().mapToDouble(Operator::parameterBytes).sum();
    }

    private static double savedBytes(CostGraph graph) {
        return graph.operators().stream().mapToDouble(Operator::savedBytes).sum();
    }

    private static double backward(CostGraph graph) {
        return operations(graph, Operator::inputGradient) + operations(graph, Operator::weightGradient);
    }

    private static double operations(CostGraph graph, Function<Operator, Work> pass) {
        return graph.operators().stream()
                .map(pass)
                .mapToDouble(work -> work instanceof Work.Counted counted ? counted.flopsPerSample() : 0)
                .sum();
    }
}
