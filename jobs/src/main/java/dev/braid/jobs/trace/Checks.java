package dev.braid.jobs.trace;

/** Checks of record components. */
final class Checks {
    private Checks() {}

    static void positive(String field, double value) {
        if (!Double.isFinite(value) || value <= 0) {
            throw new IllegalArgumentException(field + " is " + value + ", must be finite and above 0");
        }
    }

    static void notNegative(String field, double value) {
        if (!Double.isFinite(value) || value < 0) {
            throw new IllegalArgumentException(field + " is " + value + ", must be finite and at least 0");
        }
    }
}
