package dev.braid.jobs.conf;

import java.util.List;
import java.util.Optional;

/** Keys of the training loop. */
public final class TrainKeys {
    /** Which parameters are trained. */
    public enum Method {
        /** An adapter; the base model is frozen. */
        LORA,
        /** All parameters of the model. */
        FULL
    }

    /** The course of the learning rate after warm-up. */
    public enum Schedule {
        COSINE,
        LINEAR,
        CONSTANT
    }

    /** The update rule. */
    public enum Optimizer {
        ADAMW,
        SGD
    }

    /** What is done about the checkpoints of an earlier run in the output folder. */
    public enum Resume {
        /** Continue from the newest one, start afresh when there is none. */
        AUTO,
        /** Continue from the newest one, fail when there is none. */
        REQUIRED,
        /** Start afresh, fail when there are some. */
        NEVER
    }

    /** Where gradients are summed and parameters updated. */
    public enum Exchange {
        /** In the driver when they are small, else on the executors. */
        AUTO,
        /** In the driver. */
        DRIVER,
        /** In slices on the executors. */
        SHUFFLE
    }

    public static final ConfKey<Method> METHOD =
            ConfKey.of("train.method", ValueTypes.oneOf(Method.class), Method.LORA, "which parameters are trained");
    public static final ConfKey<Double> EPOCHS =
            ConfKey.of("train.epochs", ValueTypes.DECIMAL, 3.0, Bound.positive(), "passes over the training data");
    public static final ConfKey<Optional<Integer>> MAX_STEPS = ConfKey.optional(
            "train.max.steps", ValueTypes.INTEGER, Bound.atLeast(1), "ends training after so many optimizer steps");
    public static final ConfKey<Integer> BATCH_SEQUENCES = ConfKey.of(
            "train.batch.sequences",
            ValueTypes.INTEGER,
            16,
            Bound.between(1, 1 << 20),
            "packed sequences per optimizer step, over all executors");
    public static final ConfKey<Optional<Integer>> LEASE_SEQUENCES = ConfKey.optional(
            "train.lease.sequences",
            ValueTypes.INTEGER,
            new Bound<>("a power of two of at least 1", n -> n > 0 && Integer.bitCount(n) == 1),
            "packed sequences that one task leases; `none` gives each executor one to four tasks per step");
    public static final ConfKey<Double> LEARNING_RATE =
            ConfKey.of("train.learning.rate", ValueTypes.DECIMAL, 1e-4, Bound.positive(), "its highest value");
    public static final ConfKey<Schedule> SCHEDULER = ConfKey.of(
            "train.scheduler",
            ValueTypes.oneOf(Schedule.class),
            Schedule.COSINE,
            "course of the learning rate after warm-up");
    public static final ConfKey<Double> WARMUP_RATIO = ConfKey.of(
            "train.warmup.ratio",
            ValueTypes.DECIMAL,
            0.1,
            Bound.fromToBelow(0, 1),
            "fraction of the steps over which the learning rate rises from 0");
    public static final ConfKey<Optimizer> OPTIMIZER =
            ConfKey.of("train.optimizer", ValueTypes.oneOf(Optimizer.class), Optimizer.ADAMW, "the update rule");
    public static final ConfKey<Double> WEIGHT_DECAY = ConfKey.of(
            "train.weight.decay", ValueTypes.DECIMAL, 0.0, Bound.between(0.0, 1.0), "decoupled weight decay (AdamW)");
    public static final ConfKey<Double> BETA1 =
            ConfKey.of("train.beta1", ValueTypes.DECIMAL, 0.9, Bound.fromToBelow(0, 1), "AdamW: of the first moment");
    public static final ConfKey<Double> BETA2 = ConfKey.of(
            "train.beta2", ValueTypes.DECIMAL, 0.999, Bound.fromToBelow(0, 1), "AdamW: of the second moment");
    public static final ConfKey<Double> EPSILON = ConfKey.of(
            "train.epsilon",
            ValueTypes.DECIMAL,
            1e-8,
            Bound.positive(),
            "AdamW: added to the root of the second moment");
    public static final ConfKey<Optional<Double>> CLIP_NORM = ConfKey.optional(
            "train.clip.norm",
            ValueTypes.DECIMAL,
            Bound.positive(),
            "longer gradients are scaled to this global norm; 1.0 is usual");
    public static final ConfKey<Long> SEED = ConfKey.of(
            "train.seed",
            ValueTypes.LONG,
            42L,
            "of the adapter's first values, the order of the data, the split and dropout");
    public static final ConfKey<Optional<Integer>> EVAL_STEPS = ConfKey.optional(
            "train.eval.steps", ValueTypes.INTEGER, Bound.atLeast(1), "optimizer steps between two validations");
    public static final ConfKey<Optional<Integer>> EARLY_STOP_PATIENCE = ConfKey.optional(
            "train.early.stop.patience",
            ValueTypes.INTEGER,
            Bound.atLeast(1),
            "ends training after so many validations without a lower loss");
    public static final ConfKey<Optional<Integer>> SAVE_STEPS = ConfKey.optional(
            "train.save.steps", ValueTypes.INTEGER, Bound.atLeast(1), "optimizer steps between two checkpoints");
    public static final ConfKey<Integer> KEEP_CHECKPOINTS = ConfKey.of(
            "train.keep.checkpoints", ValueTypes.INTEGER, 2, Bound.atLeast(1), "newest checkpoints that are kept");
    public static final ConfKey<Exchange> EXCHANGE = ConfKey.of(
            "train.exchange",
            ValueTypes.oneOf(Exchange.class),
            Exchange.AUTO,
            "where gradients are summed and parameters updated: in the driver, in slices on the executors, or, with "
                    + "`auto`, in the driver unless they are too large for it; the result is the same");
    public static final ConfKey<Resume> RESUME = ConfKey.of(
            "train.resume",
            ValueTypes.oneOf(Resume.class),
            Resume.AUTO,
            "what is done about checkpoints in the output folder");

    static final KeyGroup GROUP = new KeyGroup(
            "Training",
            "The loss is normalised per token over the whole step. The same keys and data give the same adapter, byte "
                    + "for byte, on any number of executors.",
            List.of(
                    METHOD,
                    EPOCHS,
                    MAX_STEPS,
                    BATCH_SEQUENCES,
                    LEASE_SEQUENCES,
                    LEARNING_RATE,
                    SCHEDULER,
                    WARMUP_RATIO,
                    OPTIMIZER,
                    WEIGHT_DECAY,
                    BETA1,
                    BETA2,
                    EPSILON,
                    CLIP_NORM,
                    SEED,
                    EVAL_STEPS,
                    EARLY_STOP_PATIENCE,
                    SAVE_STEPS,
                    KEEP_CHECKPOINTS,
                    EXCHANGE,
                    RESUME));

    private TrainKeys() {}
}
