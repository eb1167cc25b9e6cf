package dev.braid.ops.cost;

import java.time.Duration;

/** The shortest of many timings of one piece of work, after a warm-up that takes part of the budget. */
final class BestTime {
    private static final int FEWEST = 3;

    private BestTime() {}

    /** Seconds. */
    static double of(Runnable work, Duration budget) {
        repeat(work, budget.toNanos() / 2);
        return repeat(work, budget.toNanos() / 2) * 1e-9;
    }

    private static long repeat(Runnable work, long nanos) {
        long begin = System.nanoTime();
        long best = Long.MAX_VALUE;
        for (int runs = 0; runs < FEWEST || System.nanoTime() - begin < nanos; runs++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }
}
