package dev.braid.jobs.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

class IdMapTest {
    @RepeatedTest(10)
    void holdsWhatAHashMapHolds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Long, Integer> expected = new HashMap<>();
        IdMap<Integer> map = new IdMap<>();
        long spread = random.nextBoolean() ? 1 : Long.MAX_VALUE / 400;
        for (int i = 0; i < 20_000; i++) {
            long id = random.nextInt(300) * spread;
            if (random.nextInt(100) < 45 + 10 * (i / 1000 % 2)) {
                map.put(id, i);
                expected.put(id, i);
            } else {
                assertEquals(expected.remove(id), map.remove(id), "seed " + seed);
            }
            assertEquals(expected.get(id), map.get(id), "seed " + seed);
            assertEquals(expected.size(), map.size(), "seed " + seed);
        }
        for (long id = 0; id < 300; id++) {
            assertEquals(expected.get(id * spread), map.get(id * spread), "seed " + seed);
        }
        assertEquals(new HashSet<>(expected.values()), new HashSet<>(map.values()), "seed " + seed);
    }
}
