package dev.braid.model.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Cuts of random networks against all cuts there are. */
class MinimumCutTest {
    private static final int ROUNDS = 400;

    private record Edge(int from, int to, long capacity) {}

    @Test
    void noCutIsCheaperAndNoneAsCheapIsNearerToTheSource() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            RandomGenerator random = new SplittableRandom(seed);
            int vertices = 2 + random.nextInt(8);
            List<Edge> edges = edges(random, vertices);
            MinimumCut cut = new MinimumCut();
            for (int v = 2; v < vertices; v++) {
                assertEquals(v, cut.vertex());
            }
            edges.forEach(edge -> cut.edge(edge.from(), edge.to(), edge.capacity()));
            assertEquals(best(edges, vertices), cut.sourceSide(), () -> "seed " + seed + ", " + edges);
        }
    }

    private static List<Edge> edges(RandomGenerator random, int vertices) {
        List<Edge> edges = new ArrayList<>();
        for (int i = random.nextInt(3 * vertices); i > 0; i--) {
            int from = random.nextInt(vertices);
            int to = random.nextInt(vertices);
            if (from != to && to != MinimumCut.SOURCE && from != MinimumCut.SINK) {
                edges.add(new Edge(from, to, random.nextInt(6)));
            }
        }
        return edges;
    }

    /** Smallest sets of the cheapest cuts are unique: their intersection is one of them. */
    private static BitSet best(List<Edge> edges, int vertices) {
        BitSet best = null;
        long least = Long.MAX_VALUE;
        for (long inner = 0; inner < 1L << (vertices - 2); inner++) {
            BitSet side = BitSet.valueOf(new long[] {1 | inner << 2});
            long cost = edges.stream()
                    .filter(edge -> side.get(edge.from()) && !side.get(edge.to()))
                    .mapToLong(Edge::capacity)
                    .sum();
            if (cost < least || cost == least && side.cardinality() < best.cardinality()) {
                least = cost;
                best = side;
            }
        }
        return best;
    }
}
