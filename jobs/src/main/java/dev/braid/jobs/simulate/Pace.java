package dev.braid.jobs.simulate;

import java.util.function.LongSupplier;

/** How time passes for an engine: by itself, or as far as it is told to. Nanoseconds, monotonic. */
public interface Pace {
    /** The time now. */
    LongSupplier clock();

    /** Lets this much time pass: the work that would take it is not done. */
    void pass(long nanos);

    /** Lets time pass until a moment; returns at once if that is past. */
    default void passUntil(long moment) {
        pass(Math.max(0, moment - clock().getAsLong()));
    }
}
