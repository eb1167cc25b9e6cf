package dev.braid.jobs.main;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfKey;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.train.LearningRate;
import dev.braid.jobs.train.LeaseSize;
import dev.braid.jobs.train.PublishRule;
import dev.braid.jobs.train.Schedule;
import dev.braid.jobs.train.TrainSettings;
import dev.braid.jobs.train.UpdateRule;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Turns configuration into what the training loop works by. */
final class TrainingPlan {
    private TrainingPlan() {}

    static TrainSettings settings(BraidConf conf, long sequences) {
        Schedule whole = Schedule.ofEpochs(sequences, conf.get(TrainKeys.BATCH_SEQUENCES), conf.get(TrainKeys.EPOCHS));
        Schedule schedule =
                conf.get(TrainKeys.MAX_STEPS).map(most -> whole.atMost(most)).orElse(whole);
        LearningRate rate = LearningRate.withWarmupRatio(
                conf.get(TrainKeys.LEARNING_RATE),
                LearningRate.Course.valueOf(conf.get(TrainKeys.SCHEDULER).name()),
                conf.get(TrainKeys.WARMUP_RATIO),
                schedule.steps());
        return new TrainSettings(
                schedule,
                rate,
                new LeaseSize(integer(conf, TrainKeys.LEASE_SEQUENCES)),
                publishing(conf),
                conf.get(JobKeys.PUBLISH_STEPS),
                number(conf, TrainKeys.EVAL_STEPS),
                number(conf, TrainKeys.SAVE_STEPS),
                integer(conf, TrainKeys.EARLY_STOP_PATIENCE));
    }

    private static PublishRule publishing(BraidConf conf) {
        return switch (conf.get(JobKeys.PUBLISH_WHEN)) {
            case ALWAYS -> new PublishRule.Always();
            case NOT_WORSE -> new PublishRule.NotWorse(conf.get(JobKeys.PUBLISH_TOLERANCE));
        };
    }

    static UpdateRule rule(BraidConf conf) {
        double decay = conf.get(TrainKeys.WEIGHT_DECAY);
        return switch (conf.get(TrainKeys.OPTIMIZER)) {
            case ADAMW ->
                new UpdateRule.AdamW(
                        conf.get(TrainKeys.BETA1), conf.get(TrainKeys.BETA2), conf.get(TrainKeys.EPSILON), decay);
            case SGD -> new UpdateRule.Sgd(decay);
        };
    }

    static OptionalDouble clipNorm(BraidConf conf) {
        Optional<Double> norm = conf.get(TrainKeys.CLIP_NORM);
        return norm.isPresent() ? OptionalDouble.of(norm.get()) : OptionalDouble.empty();
    }

    private static OptionalInt integer(BraidConf conf, ConfKey<Optional<Integer>> key) {
        Optional<Integer> value = conf.get(key);
        return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
    }

    private static OptionalLong number(BraidConf conf, ConfKey<Optional<Integer>> key) {
        Optional<Integer> value = conf.get(key);
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }
}
