package dev.braid.ops.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {
    private static final int RUNS = 3000;

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static int[] counts(AtomicIntegerArray array) {
        int[] counts = new int[array.length()];
        Arrays.setAll(counts, array::get);
        return counts;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyChunkRunsExactlyOnce(int threads) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        try (WorkerPool pool = new WorkerPool(threads)) {
            assertEquals(threads, pool.threads());
            for (int run = 0; run < RUNS; run++) {
                int chunks = random.nextInt(random.nextBoolean() ? 4 : 60);
                AtomicIntegerArray ran = new AtomicIntegerArray(chunks);
                if (random.nextBoolean()) {
                    pool.run(chunks, ran::incrementAndGet);
                } else {
                    pool.each(chunks, random.nextLong(1, 40_000), ran::incrementAndGet);
                }
                assertArrayEquals(ones(chunks), counts(ran), "run " + run + ", seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFailureIsThrownAfterAllOtherChunksRanAndThePoolGoesOn(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            for (int run = 0; run < 200; run++) {
                int chunks = 1 + run % 20;
                int bad = run % chunks;
                RuntimeException failure = new IllegalArgumentException("chunk " + bad);
                AtomicIntegerArray ran = new AtomicIntegerArray(chunks);
                assertSame(
                        failure,
                        assertThrows(
                                RuntimeException.class,
                                () -> pool.run(chunks, chunk -> {
                                    ran.incrementAndGet(chunk);
                                    if (chunk == bad) {
                                        throw failure;
                                    }
                                })));
                assertArrayEquals(ones(chunks), counts(ran));
            }
        }
    }

    @Test
    void aChunkMayNotCallThePool() {
        try (WorkerPool pool = new WorkerPool(2)) {
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> pool.run(2, outer -> pool.run(2, inner -> {})));
            assertTrue(refused.getMessage().contains("one caller at a time"), refused.getMessage());
        }
    }

    @Test
    void needsAThread() {
        assertEquals(
                "threads is 0, must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> new WorkerPool(0))
                        .getMessage());
    }
}
