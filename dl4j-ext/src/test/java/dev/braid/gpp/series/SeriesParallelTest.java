package dev.braid.gpp.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.CostGraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesParallelTest {
    @Test
    void aChainWithABranchIsASeriesOfOperatorsAndAParallel() {
        CostGraph graph = RandomGraphs.graph(5, "0-1 1-2 1-3 2-4 3-4 0-4 1-4");
        Decomposition decomposition = SeriesParallel.decompose(graph);
        assertEquals(series(leaf(0), leaf(1), parallel(leaf(2), leaf(3)), leaf(4)), decomposition.tree());
        assertInstanceOf(Recognition.IsSeriesParallel.class, decomposition.recognition());
    }

    @Test
    void severalInputsAndOutputsNeedNoVirtualOperator() {
        CostGraph crossed = RandomGraphs.graph(4, "0-2 0-3 1-2 1-3");
        assertEquals(
                new Decomposition(series(parallel(leaf(0), leaf(1)), parallel(leaf(2), leaf(3))), List.of()),
                SeriesParallel.decompose(crossed));
        CostGraph apart = RandomGraphs.graph(5, "0-2 1-3");
        assertEquals(
                new Decomposition(parallel(series(leaf(0), leaf(2)), series(leaf(1), leaf(3)), leaf(4)), List.of()),
                SeriesParallel.decompose(apart));
        assertEquals(
                leaf(0), SeriesParallel.decompose(RandomGraphs.graph(1, "")).tree());
    }

    @Test
    void theSmallestGraphWithoutTheShapeGetsOneEdge() {
        Decomposition decomposition = SeriesParallel.decompose(RandomGraphs.graph(4, "0-2 1-2 1-3"));
        assertEquals(1, decomposition.added().size(), decomposition.toString());
        assertEquals(new Recognition.Converted(decomposition.added()), decomposition.recognition());
    }

    @Test
    void twoBranchesWithABridgeKeepBothHalvesParallel() {
        // 0..3 is one branch, 4..7 the other, and the first half of one feeds the second half of the other
        Decomposition decomposition = SeriesParallel.decompose(RandomGraphs.graph(8, "0-1 1-2 2-3 4-5 5-6 6-7 1-6"));
        SpTree first = parallel(series(leaf(0), leaf(1)), series(leaf(4), leaf(5)));
        SpTree second = parallel(series(leaf(2), leaf(3)), series(leaf(6), leaf(7)));
        CostGraph graph = RandomGraphs.graph(8, "0-1 1-2 2-3 4-5 5-6 6-7 1-6");
        SpTree named = RandomGraphs.renumbered(decomposition.tree(), i -> idNumber(graph, i));
        assertEquals(RandomGraphs.shape(series(first, second)), RandomGraphs.shape(named));
    }

    @Test
    void randomSeriesParallelGraphsAreRecognised() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            RandomGraphs.Composed composed = RandomGraphs.seriesParallel(random, 1 + random.nextInt(40));
            Decomposition decomposition = SeriesParallel.decompose(composed.graph());
            assertEquals(List.of(), decomposition.added(), "seed " + seed);
            SpTree named = RandomGraphs.renumbered(decomposition.tree(), number -> idNumber(composed.graph(), number));
            assertEquals(RandomGraphs.shape(composed.tree()), RandomGraphs.shape(named), "seed " + seed);
        }
    }

    @Test
    void anyGraphKeepsItsOperatorsAndItsOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            int size = 1 + random.nextInt(40);
            CostGraph graph = RandomGraphs.any(random, size, random.nextDouble());
            Decomposition decomposition = SeriesParallel.decompose(graph);
            assertEquals(size, decomposition.tree().operators().cardinality(), "seed " + seed);
            assertEquals(size, leaves(decomposition.tree()), "seed " + seed);
            BitSet[] order = RandomGraphs.order(decomposition.tree(), size);
            assertEquals(
                    List.of(order),
                    List.of(RandomGraphs.closure(graph, decomposition.added())),
                    "what the tree orders is what the graph and the added edges order; seed " + seed);
        }
    }

    @Test
    void noAddedEdgeCanBeLeftOut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            CostGraph graph = RandomGraphs.any(random, 12, 0.2);
            List<AddedEdge> added = SeriesParallel.decompose(graph).added();
            for (AddedEdge edge : added) {
                List<AddedEdge> others = new ArrayList<>(added);
                others.remove(edge);
                assertFalse(RandomGraphs.closure(graph, others)[edge.from()].get(edge.to()), "seed " + seed);
            }
        }
    }

    @Test
    void theOrderOfTheFileDoesNotMatter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            CostGraph graph = RandomGraphs.any(random, 30, 0.15);
            CostGraph shuffled = RandomGraphs.shuffled(graph, random);
            SpTree tree = SeriesParallel.decompose(shuffled).tree();
            SpTree renumbered = RandomGraphs.renumbered(
                    tree, number -> graph.number(shuffled.operator(number).id()));
            assertEquals(
                    RandomGraphs.shape(SeriesParallel.decompose(graph).tree()),
                    RandomGraphs.shape(renumbered),
                    "seed " + seed);
        }
    }

    @Test
    void tooManyOperatorsAreRefused() {
        CostGraph graph = RandomGraphs.graph(20_001, "");
        String message = assertThrows(IllegalArgumentException.class, () -> SeriesParallel.decompose(graph))
                .getMessage();
        assertTrue(message.contains("20001 operators, but at most 20000"), message);
    }

    @Test
    void aDeepTreeIsBuiltAndATooDeepOneRefused() {
        Decomposition decomposition = SeriesParallel.decompose(nested(990));
        assertEquals(List.of(), decomposition.added());
        assertEquals(990, decomposition.tree().operators().cardinality());
        String message = assertThrows(IllegalArgumentException.class, () -> SeriesParallel.decompose(nested(2000)))
                .getMessage();
        assertTrue(message.contains("deeper than 1000 levels"), message);
    }

    /** In turn, an operator comes before all that follow, or stands beside them. */
    private static CostGraph nested(int size) {
        StringBuilder edges = new StringBuilder();
        for (int i = 0; i + 2 < size; i += 2) {
            edges.append(i + "-" + (i + 1) + " " + i + "-" + (i + 2) + " ");
        }
        return RandomGraphs.graph(size, edges.toString());
    }

    @Test
    void aTreeIsInNormalForm() {
        assertThrows(IllegalArgumentException.class, () -> series(leaf(0)));
        assertThrows(IllegalArgumentException.class, () -> series(leaf(0), series(leaf(1), leaf(2))));
        assertThrows(IllegalArgumentException.class, () -> parallel(parallel(leaf(1), leaf(2)), leaf(0)));
    }

    private static int idNumber(CostGraph graph, int number) {
        return Integer.parseInt(graph.operator(number).id().substring(1));
    }

    private static int leaves(SpTree tree) {
        return RandomGraphs.children(tree).stream()
                .mapToInt(SeriesParallelTest::leaves)
                .reduce(Integer::sum)
                .orElse(1);
    }

    private static SpTree leaf(int operator) {
        return new SpTree.Leaf(operator);
    }

    private static SpTree series(SpTree... children) {
        return new SpTree.Series(List.of(children));
    }

    private static SpTree parallel(SpTree... children) {
        return new SpTree.Parallel(List.of(children));
    }
}
