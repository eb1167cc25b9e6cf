package dev.braid.gpp.cost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostGraphTest {
    @Test
    void operatorsComeInAnOrderThatNoEdgeGoesAgainst() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Edge> edges = new ArrayList<>();
        List<Operator> operators = new ArrayList<>();
        for (int to = 0; to < 30; to++) {
            operators.add(operator("n" + to));
            for (int from = 0; from < to; from++) {
                if (random.nextInt(5) == 0) {
                    edges.add(new Edge("n" + from, "n" + to, random.nextInt(9)));
                }
            }
        }
        Collections.shuffle(operators, random);
        Collections.shuffle(edges, random);
        CostGraph graph = new CostGraph(operators, edges);
        for (Edge edge : edges) {
            int from = graph.number(edge.from());
            int to = graph.number(edge.to());
            assertTrue(from < to, "seed " + seed);
            assertEquals(edge.bytesPerSample(), graph.edgeBytes(from, to), "seed " + seed);
        }
    }

    @Test
    void keepsTheGivenOrderWhereItCan() {
        CostGraph graph =
                new CostGraph(List.of(operator("c"), operator("a"), operator("b")), List.of(new Edge("a", "c", 1)));
        assertEquals(
                List.of("a", "c", "b"),
                graph.operators().stream().map(Operator::id).toList());
        assertArrayEquals(new int[] {1}, graph.successors(0));
        assertArrayEquals(new int[] {0}, graph.predecessors(1));
    }

    @Test
    void whatIsNotAGraphIsRefusedByName() {
        List<Operator> three = List.of(operator("a"), operator("b"), operator("c"));
        refused("cycle: b -> c -> b", three, new Edge("a", "b", 1), new Edge("b", "c", 1), new Edge("c", "b", 1));
        refused("operator d, which does not exist", three, new Edge("a", "d", 1));
        refused("a -> a is a cycle", three, new Edge("a", "a", 1));
        refused("a -> b occurs twice", three, new Edge("a", "b", 1), new Edge("a", "b", 2));
        refused("id a occurs twice", List.of(operator("a"), operator("a")));
        refused("no operator", List.of());
        assertThrows(IllegalArgumentException.class, () -> new Edge("a", "b", Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Work.Measured(-1));
        assertThrows(IllegalArgumentException.class, () -> new Work.Measured(Double.POSITIVE_INFINITY));
    }

    private static void refused(String reason, List<Operator> operators, Edge... edges) {
        String message = assertThrows(IllegalArgumentException.class, () -> new CostGraph(operators, List.of(edges)))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    private static Operator operator(String id) {
        return new Operator(id, Work.NONE, Work.NONE, Work.NONE, 0, 0);
    }
}
