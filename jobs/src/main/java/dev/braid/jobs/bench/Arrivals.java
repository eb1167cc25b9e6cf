package dev.braid.jobs.bench;

import dev.braid.jobs.trace.ArrivalProcess;

/** The laws of arrival that a load can be generated with, each at a mean rate. */
public enum Arrivals {
    /** Independent, at a constant rate. */
    POISSON {
        @Override
        ArrivalProcess process(double rate, double cv) {
            return new ArrivalProcess.Poisson(rate);
        }
    },
    /** In bursts, by the coefficient of variation. */
    GAMMA {
        @Override
        ArrivalProcess process(double rate, double cv) {
            return new ArrivalProcess.GammaBursts(rate, cv);
        }
    },
    /** From nothing to twice the mean rate. */
    RAMP {
        @Override
        ArrivalProcess process(double rate, double cv) {
            return new ArrivalProcess.Ramp(0, 2 * rate);
        }
    },
    /** A day from midnight to midnight, from a quarter of the mean rate to seven quarters. */
    DAY {
        @Override
        ArrivalProcess process(double rate, double cv) {
            return new ArrivalProcess.Day(rate / 4, rate * 7 / 4);
        }
    };

    /**
     * @param rate mean, requests per second
     * @param cv coefficient of variation of the gaps; counts for bursts alone
     */
    abstract ArrivalProcess process(double rate, double cv);
}
