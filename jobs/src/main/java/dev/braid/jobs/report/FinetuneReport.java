package dev.braid.jobs.report;

import java.util.List;

/**
 * What a run of finetuning came to.
 *
 * @param model name of the base model
 * @param result where the adapter or the model is
 * @param steps optimizer steps that the result has seen
 * @param end in words
 * @param loss of this run's steps
 * @param validation losses of this run
 * @param published the version that requests see
 * @param checkpoints written in this run
 * @param seconds of training
 */
public record FinetuneReport(
        String model,
        String result,
        long steps,
        String end,
        List<RunReport.LossPoint> loss,
        List<ValidationPoint> validation,
        List<RunReport.ExecutorShare> executors,
        long published,
        int checkpoints,
        double seconds) {
    public FinetuneReport {
        loss = List.copyOf(loss);
        validation = List.copyOf(validation);
        executors = List.copyOf(executors);
    }

    /** Validation loss per target token, nats. */
    public record ValidationPoint(long step, double loss) {}

    long trainTokens() {
        return executors.stream()
                .mapToLong(RunReport.ExecutorShare::trainTokens)
                .sum();
    }

    long servedTokens() {
        return executors.stream()
                .mapToLong(RunReport.ExecutorShare::servedTokens)
                .sum();
    }
}
