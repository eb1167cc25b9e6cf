package dev.braid.jobs.train;

/**
 * The course of the validation loss so far.
 *
 * @param bestLoss lowest; infinite before the first
 * @param bestStep the step that had it; 0 before the first
 * @param worseSince validations since then
 */
public record Validation(double bestLoss, long bestStep, int worseSince) {
    /** Before the first validation. */
    public static final Validation NONE = new Validation(Double.POSITIVE_INFINITY, 0, 0);

    Validation with(long step, double loss) {
        return loss < bestLoss ? new Validation(loss, step, 0) : new Validation(bestLoss, bestStep, worseSince + 1);
    }
}
