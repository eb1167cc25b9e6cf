package dev.braid.gpp.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnapsackTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void equalsAllSubsets() {
        for (int round = 0; round < 200; round++) {
            double[] bytes = numbers();
            double[] seconds = random.doubles(bytes.length).toArray();
            double least = random.nextInt(30);
            Knapsack.Solution solution = new Knapsack(bytes, seconds).solve(least);
            double best = Double.POSITIVE_INFINITY;
            for (int subset = 0; subset < 1 << bytes.length; subset++) {
                BitSet items = BitSet.valueOf(new long[] {subset});
                best = sum(bytes, items) >= least ? Math.min(best, sum(seconds, items)) : best;
            }
            assertEquals(best, solution.seconds(), 1e-12, "seed " + seed);
            if (best < Double.POSITIVE_INFINITY) {
                assertTrue(sum(bytes, solution.items()) >= least, "seed " + seed);
                BitSet good = new Knapsack(bytes, seconds).cheapestFirst(least);
                assertTrue(sum(bytes, good) >= least && sum(seconds, good) >= best - 1e-12, "seed " + seed);
            }
        }
    }

    private double[] numbers() {
        return random.ints(random.nextInt(9), 0, 10).asDoubleStream().toArray();
    }

    private static double sum(double[] values, BitSet items) {
        return items.stream().mapToDouble(item -> values[item]).sum();
    }
}
