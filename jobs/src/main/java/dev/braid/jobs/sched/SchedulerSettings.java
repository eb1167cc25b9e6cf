package dev.braid.jobs.sched;

/**
 * How much work a step may hold.
 *
 * @param maxBatchTokens token rows of a step
 * @param maxSequences sequences that run at a time
 * @param prefillChunk most prompt tokens of one sequence in a step
 * @param forwardWindow training tokens of a forward window while requests run
 * @param backwardWindow training tokens of a backward window
 * @param backwardWindowsBusy backward windows in a step while requests run
 * @param backwardWindowsIdle backward windows in a step while none runs
 */
public record SchedulerSettings(
        int maxBatchTokens,
        int maxSequences,
        int prefillChunk,
        int forwardWindow,
        int backwardWindow,
        int backwardWindowsBusy,
        int backwardWindowsIdle) {
    public SchedulerSettings {
        require("maxBatchTokens", maxBatchTokens);
        require("maxSequences", maxSequences);
        require("prefillChunk", prefillChunk);
        require("forwardWindow", forwardWindow);
        require("backwardWindow", backwardWindow);
        require("backwardWindowsBusy", backwardWindowsBusy);
        require("backwardWindowsIdle", backwardWindowsIdle);
        if (maxSequences > maxBatchTokens) {
            throw new IllegalArgumentException("maxSequences is " + maxSequences + ", must be at most maxBatchTokens "
                    + maxBatchTokens + ": every running sequence decodes in every step");
        }
    }

    private static void require(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " is " + value + ", must be at least 1");
        }
    }
}
