package dev.braid.jobs.sched;

/**
 * What a scheduler keeps to.
 *
 * @param maxBatchTokens token rows of a step's forward batch: the token slots
 * @param maxSequences requests that run at a time
 * @param maxWaiting requests that may wait
 * @param policy who owns the slots
 * @param slo of a request that names no targets of its own
 */
public record SchedulerSettings(int maxBatchTokens, int maxSequences, int maxWaiting, Policy policy, Slo slo) {
    public SchedulerSettings {
        require("maxBatchTokens", maxBatchTokens);
        require("maxSequences", maxSequences);
        require("maxWaiting", maxWaiting);
        if (maxSequences > maxBatchTokens - 2) {
            throw new IllegalArgumentException("maxSequences is " + maxSequences + ", must be at most maxBatchTokens "
                    + maxBatchTokens + " - 2: every running sequence decodes in every step, and a prompt and a "
                    + "training sequence must be able to go on beside them");
        }
    }

    private static void require(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " is " + value + ", must be at least 1");
        }
    }
}
