package dev.braid.jobs.exchange;

/**
 * The place where one step's contributions are summed into its total. Implementations differ in where that is; all
 * give the total of the {@link GradientTree}. Used by the thread that runs the steps.
 */
public interface GradientExchange {
    /**
     * Opens a step and forgets the one before.
     *
     * @param step not earlier than any before
     * @param leaves sequences of the step
     * @param parameters length of the gradient; 0 to sum losses alone
     */
    void begin(long step, int leaves, int parameters);

    /** Counts a contribution to the open step, once. */
    GradientTree.Receipt add(Contribution contribution);

    /** The sum over all leaves; throws {@link IllegalStateException} naming what is missing. */
    PartialSum total();
}
