package dev.braid.jobs.train;

import java.util.Map;

/**
 * What an optimizer step found before its update.
 *
 * @param targets counted labels
 * @param lossSum sum of the negative log-likelihoods of the targets, nats
 * @param gradientNorm global norm of the mean gradient before clipping
 * @param tokensByExecutor that went through the model, by executor id
 */
public record SummedStep(long targets, double lossSum, double gradientNorm, Map<String, Long> tokensByExecutor) {
    public SummedStep {
        tokensByExecutor = Map.copyOf(tokensByExecutor);
    }
}
