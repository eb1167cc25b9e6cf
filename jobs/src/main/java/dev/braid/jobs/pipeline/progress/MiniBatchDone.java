package dev.braid.jobs.pipeline.progress;

import java.util.List;

/**
 * A mini-batch that all workers have done.
 *
 * @param iteration from 0
 * @param loss as the model's score: the mean over the samples, and the penalties
 * @param seconds since the mini-batch before was done by all; the workers' own time for the first of an attempt
 * @param bubbleShares of each stage: the share of the mini-batch's time in which its workers did not compute
 * @param workers each worker's report, in the order of stages and replicas
 */
public record MiniBatchDone(
        int attempt,
        long iteration,
        double loss,
        double seconds,
        List<Double> bubbleShares,
        List<WorkerReport.MiniBatch> workers) {
    public MiniBatchDone {
        bubbleShares = List.copyOf(bubbleShares);
        workers = List.copyOf(workers);
    }
}
