package dev.braid.jobs.trace;

import java.util.random.RandomGenerator;

/** The gamma distribution with mean {@code shape * scale}. */
record Gamma(double shape, double scale) {
    /** One value, by Marsaglia and Tsang's method. */
    double draw(RandomGenerator random) {
        return scale * standard(shape, random);
    }

    /**
     * The rest of a gap at a random moment of a process that has run for long: a uniform part of a gap drawn in
     * proportion to its length. A process that begins so has its mean rate from the first second on.
     */
    double residual(RandomGenerator random) {
        return random.nextDouble() * scale * standard(shape + 1, random);
    }

    private static double standard(double shape, RandomGenerator random) {
        if (shape < 1) {
            return standard(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            double v = root * root * root;
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
