package dev.braid.jobs.simulate.cost;

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

    static void fraction(String field, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(field + " is " + value + ", must be above 0 and at most 1");
        }
    }

    static void atLeastOne(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " is " + value + ", must be at least 1");
        }
    }
}
