package dev.braid.gpp.rival;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NestedSetsTest {
    /** Chains of {@code length} nodes beside one another. */
    private static int[][] chains(int chains, int length) {
        return IntStream.range(0, chains * length)
                .mapToObj(node -> node % length == length - 1 ? new int[0] : new int[] {node + 1})
                .toArray(int[][]::new);
    }

    private static int[] backwards(int nodes) {
        return IntStream.range(0, nodes).map(i -> nodes - 1 - i).toArray();
    }

    @Test
    void parallelChainsMultiply() {
        Downsets downsets =
                Downsets.of(chains(4, 5), backwards(20), 6 * 6 * 6 * 6).orElseThrow();
        assertEquals(6 * 6 * 6 * 6, downsets.count());
        assertTrue(Downsets.of(chains(4, 5), backwards(20), 6 * 6 * 6 * 6 - 1).isEmpty());
    }

    @Test
    void moreNodesThanALongHasBits() {
        Downsets downsets = Downsets.of(chains(1, 130), backwards(130), 131).orElseThrow();
        int[] nodes = new int[130];
        assertEquals(70, downsets.difference(100, 30, nodes));
        assertEquals(30, nodes[0]);
        assertEquals(99, nodes[69]);
        assertTrue(downsets.nested(30, 100));
        assertTrue(!downsets.nested(100, 30));
    }

    @Test
    void aBranchIsLeftOnlyWhenItIsDone() {
        List<Operator> operators = new ArrayList<>();
        for (String id : List.of("in", "a1", "b1", "a2", "b2", "out")) {
            operators.add(new Operator(id, Work.NONE, Work.NONE, Work.NONE, 0, 0));
        }
        List<Edge> edges = new ArrayList<>();
        for (String edge : List.of("in a1", "in b1", "a1 a2", "b1 b2", "a2 out", "b2 out")) {
            edges.add(new Edge(edge.split(" ")[0], edge.split(" ")[1], 1));
        }
        CostGraph graph = new CostGraph(operators, edges);
        int[] expected = IntStream.of(0, 1, 3, 2, 4, 5).toArray();
        assertArrayEquals(expected, Suffixes.order(graph));
        int[] nodes = new int[6];
        assertEquals(2, new Suffixes(graph).difference(4, 2, nodes));
        assertArrayEquals(new int[] {2, 3}, new int[] {nodes[0], nodes[1]});
    }
}
