package dev.braid.jobs.client;

/**
 * A complete streamed answer.
 *
 * @param chunks pieces of text in which it came
 * @param firstNanos from sending the request to the first piece
 * @param restNanos from the first piece to the last
 */
public record Answer(String text, int chunks, long firstNanos, long restNanos) {
    /** Time per output token after the first, milliseconds; NaN for a single one. */
    public double tpotMillis() {
        return chunks < 2 ? Double.NaN : restNanos / 1e6 / (chunks - 1);
    }

    public double ttftMillis() {
        return firstNanos / 1e6;
    }
}
