package dev.braid.gpp.cost;

/** Bounds of the numbers in graphs and topologies: NaN and infinity are in none. */
public final class Require {
    private Require() {}

    public static void notNegative(String what, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " is " + value + ", but must be a number of at least 0");
        }
    }

    public static void positive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " is " + value + ", but must be a number above 0");
        }
    }
}
