package dev.braid.jobs.engine;

/**
 * Finished requests that got what they were promised. A request of a single token keeps its time per output token.
 *
 * @param requests finished
 * @param ttft of them, whose first token came in time
 * @param tpot of them, whose tokens after the first came in time
 * @param both of them, with both
 */
public record Attainment(long requests, long ttft, long tpot, long both) {
    /** Before any request. */
    public static final Attainment NONE = new Attainment(0, 0, 0, 0);

    public Attainment {
        if (both < 0 || both > Math.min(ttft, tpot) || Math.max(ttft, tpot) > requests) {
            throw new IllegalArgumentException("of " + requests + " requests " + ttft + " attained ttft, " + tpot
                    + " tpot and " + both + " both: must be at most as many");
        }
    }

    Attainment and(Ledger.Latency latency) {
        return plus(new Attainment(
                1, latency.attainedTtft() ? 1 : 0, latency.attainedTpot() ? 1 : 0, latency.attained() ? 1 : 0));
    }

    public Attainment plus(Attainment other) {
        return new Attainment(requests + other.requests, ttft + other.ttft, tpot + other.tpot, both + other.both);
    }

    /** Fraction of requests with both, 0 to 1; 1 when there was none. */
    public double share() {
        return requests == 0 ? 1 : (double) both / requests;
    }
}
