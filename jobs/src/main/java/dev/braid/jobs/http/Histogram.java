package dev.braid.jobs.http;

import java.util.Arrays;

/** Seconds counted into buckets. Thread-safe. */
public final class Histogram {
    private static final double[] BOUNDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 10, 30, 60, 120
    };

    private final long[] counts = new long[BOUNDS.length + 1];
    private double sum;

    public void observe(double seconds) {
        int found = Arrays.binarySearch(BOUNDS, seconds);
        int bucket = found >= 0 ? found : -found - 1;
        synchronized (this) {
            counts[bucket]++;
            sum += seconds;
        }
    }

    synchronized void write(Exposition out, String name, String labels) {
        out.buckets(name, labels, BOUNDS, counts, sum);
    }
}
