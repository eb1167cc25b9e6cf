package dev.braid.jobs.main;

import dev.braid.data.pack.Packing;
import dev.braid.data.row.FileFormat;
import dev.braid.data.sample.Overlong;
import dev.braid.data.sample.PromptLoss;
import dev.braid.data.sample.SampleOptions;
import dev.braid.data.spark.DatasetPlan;
import dev.braid.data.spark.PackOptions;
import dev.braid.data.spark.RowSource;
import dev.braid.data.spark.TemplateChoice;
import dev.braid.data.spark.ValidationSize;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.DataKeys;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.spark.EngineSpecs;
import java.util.List;
import java.util.Optional;

/** Turns configuration into plans for packing datasets. */
final class DataPlans {
    private DataPlans() {}

    static DatasetPlan train(BraidConf conf, String output) {
        return plan(conf, conf.get(DataKeys.TRAIN), new ValidationSize(conf.get(DataKeys.VAL_SIZE)), output);
    }

    /** The plan for validation files of their own, if there are any; their sequences come out as {@code train}. */
    static Optional<DatasetPlan> validation(BraidConf conf, String output) {
        return conf.get(DataKeys.VALIDATION).map(paths -> plan(conf, paths, ValidationSize.NONE, output));
    }

    private static DatasetPlan plan(BraidConf conf, List<String> paths, ValidationSize validation, String output) {
        PackOptions packing = new PackOptions(
                EngineSpecs.packLength(conf),
                Packing.PACKED,
                PackOptions.DEFAULT_SAMPLES_PER_SHARD,
                conf.get(TrainKeys.SEED),
                validation);
        PromptLoss prompt = conf.get(DataKeys.LOSS_ON) == DataKeys.LossOn.ALL ? PromptLoss.TRAINED : PromptLoss.MASKED;
        RowSource source =
                new RowSource(paths, format(conf), Optional.empty(), conf.get(DataKeys.QUARANTINE_MAX_FRACTION));
        return new DatasetPlan(
                source,
                TemplateChoice.named(conf.get(DataKeys.TEMPLATE)),
                new SampleOptions(conf.get(DataKeys.CUTOFF), Overlong.TRUNCATE, prompt),
                packing,
                output);
    }

    private static Optional<FileFormat> format(BraidConf conf) {
        DataKeys.Format format = conf.get(DataKeys.FORMAT);
        return format == DataKeys.Format.AUTO ? Optional.empty() : Optional.of(FileFormat.of(format.name()));
    }
}
