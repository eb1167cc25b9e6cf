package dev.braid.jobs.main;

import dev.braid.jobs.train.TrainingEvent;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a finetuning job leaves.
 *
 * @param result where the folder of the PEFT adapter is, or of the model when all parameters were trained
 * @param steps optimizer steps that the result has seen, those of earlier runs included
 * @param loss of the last step of this run; empty when nothing was left to do
 * @param validationLoss lowest; empty without validation in this run
 * @param tokensByExecutor training tokens of this run by executor id
 */
public record FinetuneResult(
        String result,
        long steps,
        TrainingEvent.End end,
        OptionalDouble loss,
        OptionalDouble validationLoss,
        Map<String, Long> tokensByExecutor,
        double seconds) {
    public FinetuneResult {
        tokensByExecutor = Map.copyOf(tokensByExecutor);
    }
}
