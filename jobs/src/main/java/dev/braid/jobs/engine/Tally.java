package dev.braid.jobs.engine;

import java.util.Arrays;

/** A {@link Distribution} while it is counted. Guarded by its owner. */
final class Tally {
    private final double[] bounds;
    private final long[] counts;
    private double sum;

    /** @param bounds largest value of each bucket but the last, ascending */
    Tally(double... bounds) {
        this.bounds = bounds;
        this.counts = new long[bounds.length + 1];
    }

    void add(double value) {
        int found = Arrays.binarySearch(bounds, value);
        counts[found >= 0 ? found : -found - 1]++;
        sum += value;
    }

    Distribution distribution() {
        return new Distribution(bounds, counts.clone(), sum);
    }
}
