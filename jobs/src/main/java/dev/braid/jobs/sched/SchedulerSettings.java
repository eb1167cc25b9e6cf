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
