package dev.braid.jobs.simulate;

import dev.braid.jobs.sched.Slo;

/**
 * What became of a request of a trace.
 *
 * @param arrivedNanos since the trace began
 * @param tokens that came out
 * @param ttftNanos from arrival to the first token; 0 when none came
 * @param decodeNanos from the first token to the last
 */
public record RequestOutcome(End end, long arrivedNanos, int tokens, long ttftNanos, long decodeNanos) {
    /** How it ended. */
    public enum End {
        ANSWERED,
        /** Not taken: it would have come too late. */
        REFUSED,
        /** Not over when the run was. */
        UNFINISHED
    }

    /** Whether it was answered within its targets. */
    public boolean attained(Slo slo) {
        return end == End.ANSWERED && ttftNanos <= slo.ttftNanos() && decodeNanos <= (tokens - 1) * slo.tpotNanos();
    }

    /** Time per output token after the first, milliseconds; NaN for a single token. */
    public double tpotMillis() {
        return tokens < 2 ? Double.NaN : decodeNanos / 1e6 / (tokens - 1);
    }

    public double ttftMillis() {
        return ttftNanos / 1e6;
    }
}
