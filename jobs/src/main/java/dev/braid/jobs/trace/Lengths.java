package dev.braid.jobs.trace;

import java.util.random.RandomGenerator;

/**
 * Lengths in tokens, log-normal: rounded, then clipped to {@code [1, max]}.
 *
 * @param mean of the log-normal distribution itself, before rounding and clipping
 * @param sigma standard deviation of the logarithm; 0 gives the mean always
 * @param max longest length that is drawn
 */
public record Lengths(double mean, double sigma, int max) {
    public Lengths {
        Checks.positive("mean", mean);
        Checks.notNegative("sigma", sigma);
        if (max < 1) {
            throw new IllegalArgumentException("max is " + max + ", must be at least 1");
        }
    }

    public int draw(RandomGenerator random) {
        double logarithm = Math.log(mean) - sigma * sigma / 2 + sigma * random.nextGaussian();
        return (int) Math.max(1, Math.min(max, Math.round(Math.exp(logarithm))));
    }
}
