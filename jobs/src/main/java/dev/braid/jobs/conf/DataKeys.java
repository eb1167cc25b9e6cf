package dev.braid.jobs.conf;

import java.util.List;
import java.util.Optional;

/** Keys of the training data: where it is, what its rows look like, how they become sequences. */
public final class DataKeys {
    /** How the files are written. */
    public enum Format {
        /** By the files' extension. */
        AUTO,
        JSONL,
        JSON,
        CSV,
        PARQUET
    }

    /** Which tokens of a row are learnt. */
    public enum LossOn {
        /** The assistant's turns, the completion. */
        COMPLETION,
        /** Every token. */
        ALL
    }

    public static final ConfKey<List<String>> TRAIN = ConfKey.required(
            "data.train", ValueTypes.LIST, "files or folders with training rows: local, hdfs:// or s3a://");
    public static final ConfKey<Optional<List<String>>> VALIDATION =
            ConfKey.optional("data.validation", ValueTypes.LIST, Bound.any(), "files or folders with validation rows");
    public static final ConfKey<Double> VAL_SIZE = ConfKey.of(
            "data.val.size",
            ValueTypes.DECIMAL,
            0.0,
            Bound.fromToBelow(0, 1),
            "fraction of the training rows that is set aside for validation");
    public static final ConfKey<Format> FORMAT =
            ConfKey.of("data.format", ValueTypes.oneOf(Format.class), Format.AUTO, "how the files are written");
    public static final ConfKey<String> TEMPLATE = ConfKey.of(
            "data.template",
            ValueTypes.TEXT,
            "model",
            "chat template: the model's own (`model`) or the name of a built-in one");
    public static final ConfKey<LossOn> LOSS_ON =
            ConfKey.of("data.loss.on", ValueTypes.oneOf(LossOn.class), LossOn.COMPLETION, "which tokens are learnt");
    public static final ConfKey<Integer> CUTOFF = ConfKey.of(
            "data.cutoff",
            ValueTypes.INTEGER,
            1024,
            Bound.between(2, 1 << 20),
            "most tokens of a row; longer rows are cut at the end");
    public static final ConfKey<Optional<Integer>> PACK_LENGTH = ConfKey.optional(
            "data.pack.length",
            ValueTypes.INTEGER,
            Bound.between(2, 1 << 20),
            "tokens of a packed sequence, whose rows do not see each other; `none` takes the cutoff");
    public static final ConfKey<Double> QUARANTINE_MAX_FRACTION = ConfKey.of(
            "data.quarantine.max.fraction",
            ValueTypes.DECIMAL,
            0.01,
            Bound.between(0.0, 1.0),
            "the job fails when more than this fraction of the rows is malformed");

    static final KeyGroup GROUP = new KeyGroup(
            "The data",
            "Rows are tokenised and packed once, into shards under the output folder.",
            List.of(
                    TRAIN,
                    VALIDATION,
                    VAL_SIZE,
                    FORMAT,
                    TEMPLATE,
                    LOSS_ON,
                    CUTOFF,
                    PACK_LENGTH,
                    QUARANTINE_MAX_FRACTION));

    private DataKeys() {}
}
