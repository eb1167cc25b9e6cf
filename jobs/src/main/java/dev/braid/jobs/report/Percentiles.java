package dev.braid.jobs.report;

import java.util.List;

/** The median and the 99th percentile of a sample, nearest rank; NaN for an empty one. */
public record Percentiles(double p50, double p99) {
    public static Percentiles of(List<Double> sample) {
        List<Double> sorted = sample.stream().filter(Double::isFinite).sorted().toList();
        return new Percentiles(rank(sorted, 0.50), rank(sorted, 0.99));
    }

    private static double rank(List<Double> sorted, double fraction) {
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(fraction * sorted.size()) - 1;
        return sorted.get(Math.max(0, index));
    }
}
