package dev.braid.jobs.engine;

/**
 * The steps of an engine since its start, as they were predicted and as they were.
 *
 * @param predicted seconds that few such steps should exceed
 * @param measured seconds
 * @param slack seconds from the predicted end to the tightest deadline, of steps that had one; below 0 where it could not
 *     be kept
 * @param forwardWindows tokens of training windows that went forward
 * @param backwardWindows tokens of training windows that went backward through one block
 */
public record Iterations(
        Distribution predicted,
        Distribution measured,
        Distribution slack,
        Distribution forwardWindows,
        Distribution backwardWindows) {}
