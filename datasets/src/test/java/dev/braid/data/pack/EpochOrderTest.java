package dev.braid.data.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class EpochOrderTest {

    @Test
    void everyEpochIsAPermutation() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int count = 1 + random.nextInt(round < 100 ? 20 : 5000);
            long[] order = order(new EpochOrder(random.nextLong(), random.nextInt(9), count));
            long[] sorted = order.clone();
            Arrays.sort(sorted);
            assertTrue(Arrays.equals(LongStream.range(0, count).toArray(), sorted), "seed " + seed);
        }
    }

    @Test
    void epochsAndSeedsDiffer() {
        long[] first = order(new EpochOrder(1, 0, 1000));
        assertTrue(fixedPoints(first, order(new EpochOrder(1, 1, 1000))) < 20);
        assertTrue(fixedPoints(first, order(new EpochOrder(2, 0, 1000))) < 20);
        assertTrue(fixedPoints(first, LongStream.range(0, 1000).toArray()) < 20);
    }

    @Test
    void everyNumberComesAnywhere() {
        int[][] seen = new int[6][6];
        for (int seed = 0; seed < 6000; seed++) {
            long[] order = order(new EpochOrder(seed, 0, 6));
            for (int position = 0; position < 6; position++) {
                seen[position][(int) order[position]]++;
            }
        }
        Arrays.stream(seen)
                .flatMapToInt(Arrays::stream)
                .forEach(times -> assertTrue(times > 850 && times < 1150, Arrays.deepToString(seen)));
    }

    @Test
    void hugeCountsNeedNoMemory() {
        EpochOrder order = new EpochOrder(3, 2, 1L << 61);
        assertEquals(order.at(12345678901L), new EpochOrder(3, 2, 1L << 61).at(12345678901L));
        assertTrue(order.at(0) != order.at(1));
    }

    @Test
    void boundsAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> new EpochOrder(1, 0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> new EpochOrder(1, 0, 5).at(5));
    }

    private static long[] order(EpochOrder order) {
        return LongStream.range(0, order.count()).map(order::at).toArray();
    }

    private static long fixedPoints(long[] a, long[] b) {
        return LongStream.range(0, a.length)
                .filter(i -> a[(int) i] == b[(int) i])
                .count();
    }
}
