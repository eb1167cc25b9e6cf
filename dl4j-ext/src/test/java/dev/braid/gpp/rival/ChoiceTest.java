package dev.braid.gpp.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The two ways to give up memory for time, against every choice. */
class ChoiceTest {
    @Test
    void recomputationTakesTheFewestSeconds() {
        for (int round = 0; round < 200; round++) {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            int size = 1 + random.nextInt(7);
            double[] bytes = random.ints(size, 0, 20).asDoubleStream().toArray();
            double[] seconds = random.ints(size, 0, 20).asDoubleStream().toArray();
            boolean[] inside = new boolean[size];
            for (int i = 0; i < size; i++) {
                inside[i] = random.nextInt(4) > 0;
            }
            int[] some = IntStream.range(0, size).filter(i -> inside[i]).toArray();
            double least = 1 + random.nextInt(40);
            double most = random.nextInt(3) == 0 ? random.nextInt(30) : Double.POSITIVE_INFINITY;
            double best = Double.POSITIVE_INFINITY;
            for (int mask = 0; mask < 1 << size; mask++) {
                double time = sum(seconds, inside, mask);
                best = sum(bytes, inside, mask) >= least && time <= most ? Math.min(best, time) : best;
            }
            RecomputeChoice choice = new RecomputeChoice(bytes, seconds);
            assertEquals(best, choice.solve(some, some.length, least, most), "seed " + seed);
            if (best < Double.POSITIVE_INFINITY) {
                int[] chosen = choice.chosen();
                assertTrue(Arrays.stream(chosen).allMatch(i -> inside[i]), "seed " + seed);
                assertEquals(
                        best, Arrays.stream(chosen).mapToDouble(i -> seconds[i]).sum(), "seed " + seed);
                assertTrue(Arrays.stream(chosen).mapToDouble(i -> bytes[i]).sum() >= least, "seed " + seed);
            }
        }
    }

    private static double sum(double[] values, boolean[] inside, int mask) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += inside[i] && (mask >> i & 1) == 1 ? values[i] : 0;
        }
        return sum;
    }

    /** Three nodes: the cheapest second per byte first, then what still lacks. */
    @Test
    void modesAreGivenUpByTheirPricePerByte() {
        Knapsack knapsack = new Knapsack(3, 6);
        knapsack.size = 3;
        System.arraycopy(new int[] {0, 2, 4, 6}, 0, knapsack.first, 0, 4);
        System.arraycopy(new double[] {1, 2, 1, 3, 1, 5}, 0, knapsack.seconds, 0, 6);
        System.arraycopy(new double[] {5, 1, 5, 1, 5, 1}, 0, knapsack.perInFlight, 0, 6);
        int[] choice = new int[3];
        assertEquals(3, knapsack.prepare());
        assertEquals(3, knapsack.solve(1, 15, choice));
        assertEquals(4, knapsack.solve(1, 14, choice));
        assertEquals(6, knapsack.solve(1, 7, choice));
        assertEquals(1, choice[0]);
        assertEquals(3, choice[1]);
        assertEquals(4, choice[2]);
        assertEquals(10, knapsack.solve(1, 3, choice));
        assertEquals(Double.POSITIVE_INFINITY, knapsack.solve(1, 2.5, choice));
    }
}
