package dev.braid.jobs.train;

import java.util.OptionalInt;

/**
 * How many leaves a lease holds. Changes how work is spread, never a result.
 *
 * @param fixed a power of two; empty to follow from the number of tasks
 */
public record LeaseSize(OptionalInt fixed) {
    public LeaseSize {
        if (fixed.isPresent() && Integer.bitCount(fixed.getAsInt()) != 1) {
            throw new IllegalArgumentException("lease size is " + fixed.getAsInt() + ", must be a power of two");
        }
    }

    /** The size that gives a step of so many leaves at least {@code tasks} leases, when it has as many leaves. */
    int of(int leaves, int tasks) {
        return fixed.orElseGet(() -> Integer.highestOneBit(Math.max(1, leaves / Math.max(1, tasks))));
    }
}
