package dev.braid.jobs.trace;

import java.util.random.RandomGenerator;

/** The law that times of arrival follow. Rates are requests per second. */
public sealed interface ArrivalProcess {
    /** Times in {@code [0, seconds)}, ascending. */
    double[] times(double seconds, RandomGenerator random);

    /** Independent arrivals at a constant rate. */
    record Poisson(double rate) implements ArrivalProcess {
        public Poisson {
            Checks.positive("rate", rate);
        }

        @Override
        public double[] times(double seconds, RandomGenerator random) {
            return Thinning.times(seconds, rate, at -> rate, random);
        }
    }

    /**
     * Arrivals in bursts: independent gaps of a gamma distribution.
     *
     * @param cv coefficient of variation of the gaps, standard deviation over mean: 1 is Poisson, more is burstier
     */
    record GammaBursts(double rate, double cv) implements ArrivalProcess {
        public GammaBursts {
            Checks.positive("rate", rate);
            Checks.positive("cv", cv);
        }

        @Override
        public double[] times(double seconds, RandomGenerator random) {
            Gamma gaps = new Gamma(1 / (cv * cv), cv * cv / rate);
            Times times = new Times();
            for (double at = gaps.residual(random); at < seconds; at += gaps.draw(random)) {
                times.add(at);
            }
            return times.toArray();
        }
    }

    /** Independent arrivals at a rate that changes linearly over the stretch. */
    record Ramp(double fromRate, double toRate) implements ArrivalProcess {
        public Ramp {
            Checks.notNegative("fromRate", fromRate);
            Checks.notNegative("toRate", toRate);
            Checks.positive("the higher of fromRate and toRate", Math.max(fromRate, toRate));
        }

        @Override
        public double[] times(double seconds, RandomGenerator random) {
            double slope = (toRate - fromRate) / seconds;
            return Thinning.times(seconds, Math.max(fromRate, toRate), at -> fromRate + slope * at, random);
        }
    }

    /**
     * Independent arrivals at the rate of a day from midnight to midnight, compressed into the stretch: a raised cosine
     * with its peak at 14:00 and its trough at 02:00. The mean rate is halfway between the two.
     */
    record Day(double troughRate, double peakRate) implements ArrivalProcess {
        private static final double PEAK = 14.0 / 24.0;

        public Day {
            Checks.notNegative("troughRate", troughRate);
            Checks.positive("peakRate", peakRate);
            if (troughRate > peakRate) {
                throw new IllegalArgumentException(
                        "troughRate is " + troughRate + ", must be at most peakRate, " + peakRate);
            }
        }

        /** The rate at a fraction of the day, 0 to 1. */
        double rate(double dayFraction) {
            double height = (1 + Math.cos(2 * Math.PI * (dayFraction - PEAK))) / 2;
            return troughRate + (peakRate - troughRate) * height;
        }

        @Override
        public double[] times(double seconds, RandomGenerator random) {
            return Thinning.times(seconds, peakRate, at -> rate(at / seconds), random);
        }
    }
}
