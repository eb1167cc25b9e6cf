package dev.braid.jobs.sched.latency;

import java.util.List;

/**
 * The latency function of a device: piecewise linear in a step's work with a jump for each kind, fitted to a profile at
 * start, corrected by every step since. A shift of the machine's speed is learned within a few steps. Used by the
 * engine's thread alone.
 */
public final class LatencyModel implements StepCost {
    private double[] coefficients;
    private final double[] terms = new double[Features.COUNT];
    private final Correction correction = new Correction();

    private LatencyModel(double[] coefficients) {
        this.coefficients = coefficients;
    }

    /** A timed step. */
    public record Sample(StepLoad load, double nanos) {
        public Sample {
            if (!(nanos > 0)) {
                throw new IllegalArgumentException("a step took " + nanos + " ns, must be more than 0");
            }
        }
    }

    /** A model of a machine on which everything takes no time; for runs whose steps need no bound. */
    public static LatencyModel unknown() {
        return new LatencyModel(new double[Features.COUNT]);
    }

    /** Takes over what a profile shows. */
    public void learn(List<Sample> profile) {
        List<NonNegativeFit.Row> rows = profile.stream()
                .map(sample -> {
                    double[] terms = new double[Features.COUNT];
                    Features.of(sample.load(), terms);
                    return new NonNegativeFit.Row(terms, sample.nanos());
                })
                .toList();
        coefficients = NonNegativeFit.of(rows, Features.COUNT);
    }

    /** A model with known coefficients, those of {@link #coefficients}. */
    public static LatencyModel of(double[] coefficients) {
        if (coefficients.length != Features.COUNT) {
            throw new IllegalArgumentException("a latency function has " + Features.COUNT + " coefficients, got "
                    + coefficients.length + "; was it recorded by another version?");
        }
        return new LatencyModel(coefficients.clone());
    }

    /** What the profile gave, without corrections. */
    public double[] coefficients() {
        return coefficients.clone();
    }

    /** Nanoseconds that few steps with this work exceed. */
    @Override
    public double nanos(StepLoad load) {
        return expected(load) * correction.margin();
    }

    /** Nanoseconds that a step with this work takes most likely. */
    public double expected(StepLoad load) {
        return base(load) * correction.expected(Correction.mix(load));
    }

    /** Learns from a step. */
    public void observe(StepLoad load, long measuredNanos) {
        double base = base(load);
        if (base > 0 && measuredNanos > 0) {
            correction.observe(Correction.mix(load), base, measuredNanos);
        }
    }

    private double base(StepLoad load) {
        if (load.isEmpty()) {
            return 0;
        }
        Features.of(load, terms);
        double sum = 0;
        for (int i = 0; i < terms.length; i++) {
            sum += coefficients[i] * terms[i];
        }
        return sum;
    }
}
