package dev.braid.jobs.sched.latency;

import java.util.List;

/**
 * Least squares with coefficients that are not negative, so that more work never takes less time. Errors count relative
 * to the value: a decode step matters as much as a prefill that takes ten times as long.
 */
final class NonNegativeFit {
    private static final int SWEEPS = 20_000;
    private static final double ENOUGH = 1e-9;

    private NonNegativeFit() {}

    /** One observation: the terms and the value that they add up to. */
    record Row(double[] terms, double value) {}

    /** Coefficients of the terms, by coordinate descent. */
    static double[] of(List<Row> rows, int terms) {
        double[][] gram = new double[terms][terms];
        double[] right = new double[terms];
        for (Row row : rows) {
            double weight = 1 / (row.value() * row.value());
            for (int i = 0; i < terms; i++) {
                right[i] += weight * row.terms()[i] * row.value();
                for (int j = 0; j < terms; j++) {
                    gram[i][j] += weight * row.terms()[i] * row.terms()[j];
                }
            }
        }
        return descend(gram, right);
    }

    private static double[] descend(double[][] gram, double[] right) {
        double[] x = new double[right.length];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double moved = 0;
            for (int i = 0; i < x.length; i++) {
                if (gram[i][i] == 0) {
                    continue;
                }
                double gradient = right[i];
                for (int j = 0; j < x.length; j++) {
                    gradient -= gram[i][j] * x[j];
                }
                double next = Math.max(0, x[i] + gradient / gram[i][i]);
                moved = Math.max(moved, Math.abs(next - x[i]) * Math.sqrt(gram[i][i]));
                x[i] = next;
            }
            if (moved < ENOUGH) {
                break;
            }
        }
        return x;
    }
}
