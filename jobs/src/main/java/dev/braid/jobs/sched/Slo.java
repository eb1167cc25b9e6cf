package dev.braid.jobs.sched;

/**
 * What a request is promised.
 *
 * @param tpotNanos time per output token after the first, at most
 * @param ttftNanos time from arrival to the first token, at most
 */
public record Slo(long tpotNanos, long ttftNanos) {
    public Slo {
        require("tpot", tpotNanos);
        require("ttft", ttftNanos);
    }

    /** Targets in milliseconds. */
    public static Slo ofMillis(double tpot, double ttft) {
        return new Slo(Math.round(tpot * 1e6), Math.round(ttft * 1e6));
    }

    private static void require(String field, long nanos) {
        if (nanos < 1) {
            throw new IllegalArgumentException(field + " is " + nanos + " ns, must be at least 1");
        }
    }
}
