package dev.braid.jobs.sched;

/** What becomes of a request that arrives. */
public sealed interface Admission {
    /** It waits or runs. */
    record Accepted() implements Admission {}

    /** As many wait as may. */
    record QueueFull(int bound, long retryAfterNanos) implements Admission {}

    /**
     * Those before it keep the device busy for longer than its first token may take.
     *
     * @param predictedNanos to its first token
     */
    record TooLate(long predictedNanos, long ttftNanos, long retryAfterNanos) implements Admission {}
}
