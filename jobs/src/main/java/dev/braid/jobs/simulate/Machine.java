package dev.braid.jobs.simulate;

import dev.braid.jobs.sched.latency.StepCost;
import dev.braid.jobs.sched.latency.StepLoad;
import java.util.function.LongToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * A device that takes the time of a cost model: as fast as a function of time says, and scattered as real ones are.
 *
 * @param slowdown factor of every step's time at a moment of the clock, 1 for the cost model's own speed
 * @param scatter standard deviation of a step's time relative to it
 */
public record Machine(StepCost cost, LongToDoubleFunction slowdown, double scatter, RandomGenerator random) {
    public Machine {
        if (!(scatter >= 0 && scatter < 0.5)) {
            throw new IllegalArgumentException("scatter is " + scatter + ", must be from 0 to below 0.5");
        }
    }

    /** At the cost model's own speed. */
    public static Machine steady(StepCost cost, double scatter, RandomGenerator random) {
        return new Machine(cost, now -> 1, scatter, random);
    }

    /** Nanoseconds that a step takes which begins now. */
    long nanos(StepLoad load, long now) {
        double noise = Math.exp(scatter * random.nextGaussian() - scatter * scatter / 2);
        return (long) (cost.nanos(load) * slowdown.applyAsDouble(now) * noise);
    }
}
