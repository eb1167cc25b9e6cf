package dev.braid.jobs.serve;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * Where a server takes time and randomness from.
 *
 * @param clock for the {@code created} fields
 * @param nanos for durations
 * @param random for seeds that a client does not give, and for ids
 */
public record Sources(Clock clock, LongSupplier nanos, LongSupplier random) {
    public static Sources system() {
        return new Sources(Clock.systemUTC(), System::nanoTime, new SecureRandom()::nextLong);
    }

    long seconds() {
        return clock.instant().getEpochSecond();
    }

    String id(String prefix) {
        return prefix + "-" + "%016x%016x".formatted(random.getAsLong(), random.getAsLong());
    }
}
