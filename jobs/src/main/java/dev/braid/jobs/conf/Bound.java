package dev.braid.jobs.conf;

import java.util.function.Predicate;

/**
 * The values that a key admits, in words and as a test.
 *
 * @param words completes "must be ..."; empty when every value of the type is admitted
 */
public record Bound<T>(String words, Predicate<T> admits) {
    /** Every value of the type. */
    public static <T> Bound<T> any() {
        return new Bound<>("", value -> true);
    }

    /** Both ends included. */
    public static <T extends Comparable<T>> Bound<T> between(T least, T most) {
        return new Bound<>(
                "from " + least + " to " + most, value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
    }

    /** The end included. */
    public static <T extends Comparable<T>> Bound<T> atLeast(T least) {
        return new Bound<>("at least " + least, value -> value.compareTo(least) >= 0);
    }

    /** Greater than zero. */
    public static Bound<Double> positive() {
        return new Bound<>("greater than 0", value -> value > 0);
    }

    /** The start included, the end not. */
    public static Bound<Double> fromToBelow(double least, double end) {
        return new Bound<>("at least " + least + " and below " + end, value -> value >= least && value < end);
    }
}
