package dev.braid.jobs.trace;

import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/** Draws a Poisson process whose rate changes: candidates at the highest rate, each kept with probability rate/highest. */
final class Thinning {
    private Thinning() {}

    static double[] times(double seconds, double highest, DoubleUnaryOperator rate, RandomGenerator random) {
        Times times = new Times();
        double at = random.nextExponential() / highest;
        while (at < seconds) {
            if (random.nextDouble() * highest < rate.applyAsDouble(at)) {
                times.add(at);
            }
            at += random.nextExponential() / highest;
        }
        return times.toArray();
    }
}
