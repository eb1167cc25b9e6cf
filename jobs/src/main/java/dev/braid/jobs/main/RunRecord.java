package dev.braid.jobs.main;

import dev.braid.jobs.train.TrainingEvent;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Collects from a run's events what its result tells. Used by the job's thread. */
final class RunRecord implements Consumer<TrainingEvent> {
    private final Map<String, Long> tokens = new TreeMap<>();
    private OptionalDouble loss = OptionalDouble.empty();
    private OptionalDouble validationLoss = OptionalDouble.empty();

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Stepped stepped) {
            loss = OptionalDouble.of(stepped.loss());
            stepped.tokensByExecutor().forEach((executor, count) -> tokens.merge(executor, count, Long::sum));
        } else if (event instanceof TrainingEvent.Evaluated evaluated) {
            validationLoss = OptionalDouble.of(evaluated.bestLoss());
        }
    }

    FinetuneResult result(String folder, TrainingEvent.Finished finished) {
        return new FinetuneResult(
                folder, finished.step(), finished.end(), loss, validationLoss, tokens, finished.seconds());
    }
}
