package dev.braid.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableOrderTest {
    @Test
    void anEpochVisitsEachRowAtMostOnceAndAllButTheRest() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int[] rows = random.ints(1 + random.nextInt(40), 1, 20).toArray();
            int total = Arrays.stream(rows).sum();
            int miniBatch = 1 + random.nextInt(total);
            TableOrder order = new TableOrder(seed, rows, miniBatch);
            for (int epoch = 0; epoch < 3; epoch++) {
                Set<TableOrder.Place> seen = new HashSet<>();
                for (long i = 0; i < order.perEpoch(); i++) {
                    long iteration = epoch * order.perEpoch() + i;
                    assertEquals(epoch, order.epoch(iteration));
                    for (int sample = 0; sample < miniBatch; sample++) {
                        TableOrder.Place place = order.at(iteration, sample);
                        assertTrue(place.row() >= 0 && place.row() < rows[place.shard()], "seed " + seed);
                        assertTrue(seen.add(place), "seed " + seed + ": " + place + " twice");
                    }
                }
                assertTrue(total - seen.size() < miniBatch, "seed " + seed);
            }
        }
    }

    @Test
    void anyIterationCanBeTheFirstThatIsAsked() {
        int[] rows = {5, 9, 2, 7, 7, 1, 8, 3, 3, 6, 4};
        TableOrder whole = new TableOrder(3, rows, 4);
        for (long iteration = 0; iteration < 60; iteration++) {
            TableOrder resumed = new TableOrder(3, rows, 4);
            for (int sample = 3; sample >= 0; sample--) {
                assertEquals(whole.at(iteration, sample), resumed.at(iteration, sample));
            }
        }
    }

    @Test
    void aTableSmallerThanAMiniBatchIsRefused() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new TableOrder(1, new int[] {3, 4}, 8))
                .getMessage()
                .contains("has 7 rows, but a mini-batch takes 8"));
    }
}
