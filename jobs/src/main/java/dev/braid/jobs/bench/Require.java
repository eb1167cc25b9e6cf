package dev.braid.jobs.bench;

import java.time.Duration;
import java.util.List;

/** Bounds of what a benchmark is asked for. */
final class Require {
    private Require() {}

    static void positive(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " is " + value + ", must be at least 1");
        }
    }

    static void positive(String option, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(option + " is " + value.toNanos() * 1e-9 + ", must be above 0");
        }
    }

    static void positive(String option, List<Integer> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(option + " is empty, must have at least one number");
        }
        values.forEach(value -> positive(option, value));
    }
}
