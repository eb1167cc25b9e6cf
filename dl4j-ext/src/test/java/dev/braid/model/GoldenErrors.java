package dev.braid.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The largest error of each kind that a goldens case showed, and where. */
final class GoldenErrors {
    /** What is compared, and how far it may be off. */
    enum Kind {
        LOGITS(1e-4),
        LOSS(1e-5),
        GRADIENT(1e-3),
        TINY_GRADIENT(1e-6),
        CURVE(1e-3),
        FINAL_ADAPTER(1e-2);

        private final double tolerance;

        Kind(double tolerance) {
            this.tolerance = tolerance;
        }
    }

    private record Worst(double error, String where) {}

    private final Map<Kind, Worst> worst = new EnumMap<>(Kind.class);

    void add(Kind kind, String where, double error) {
        Worst before = worst.get(kind);
        if (before == null || !(error <= before.error)) {
            worst.put(kind, new Worst(error, where));
        }
    }

    /** {@code max|a-b| / max|b|}; for gradients whose largest reference entry is tiny the absolute error. */
    void compare(Kind kind, String where, float[] actual, float[] expected) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double error = Math.abs((double) actual[i] - expected[i]);
            difference = error <= difference ? difference : error;
        }
        if (kind == Kind.GRADIENT && largest < 1e-6) {
            add(Kind.TINY_GRADIENT, where, difference);
        } else {
            add(kind, where, difference / largest);
        }
    }

    void requireWithinTolerance() {
        worst.forEach((kind, found) -> assertTrue(
                found.error <= kind.tolerance,
                kind + " is off by " + found.error + " at " + found.where + ", tolerance " + kind.tolerance));
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder("largest errors:");
        worst.forEach((kind, found) -> line.append(String.format(
                Locale.ROOT, " %s %.1e", kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), found.error)));
        return line.toString();
    }
}
