package dev.braid.jobs.trace;

/**
 * One request of a trace.
 *
 * @param seconds since the trace began
 * @param promptTokens at least 1
 * @param outputTokens at least 1
 */
public record Arrival(double seconds, int promptTokens, int outputTokens) {
    public Arrival {
        if (!Double.isFinite(seconds) || seconds < 0) {
            throw new IllegalArgumentException("seconds is " + seconds + ", must be finite and at least 0");
        }
        if (promptTokens < 1) {
            throw new IllegalArgumentException("promptTokens is " + promptTokens + ", must be at least 1");
        }
        if (outputTokens < 1) {
            throw new IllegalArgumentException("outputTokens is " + outputTokens + ", must be at least 1");
        }
    }

    Arrival at(double newSeconds) {
        return new Arrival(newSeconds, promptTokens, outputTokens);
    }
}
