package dev.braid.jobs.main;

import dev.braid.data.pack.ShardIndex;
import dev.braid.data.spark.DatasetJob;
import dev.braid.data.spark.DatasetPlan;
import dev.braid.data.spark.DatasetReport;
import dev.braid.data.text.TokenizerFolder;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * A job's data, packed.
 *
 * @param ownValidation what became of validation files, if there are any
 * @param validationFolder empty text when there is nothing to validate on
 */
record PackedData(
        DatasetReport report,
        Optional<DatasetReport> ownValidation,
        String trainFolder,
        String validationFolder,
        int validationSequences) {
    static PackedData pack(SparkSession session, BraidConf conf, OutputFolder out) {
        TokenizerFolder tokenizer = TokenizerFolder.read(Path.of(conf.get(JobKeys.MODEL)));
        DatasetPlan train = DataPlans.train(conf, out.data());
        DatasetReport report = new DatasetJob(session, train, tokenizer).run();
        Optional<DatasetPlan> own = DataPlans.validation(conf, out.validationData());
        if (own.isPresent()) {
            DatasetReport validation = new DatasetJob(session, own.get(), tokenizer).run();
            return new PackedData(
                    report,
                    Optional.of(validation),
                    train.trainFolder(),
                    own.get().trainFolder(),
                    sequences(validation.train()));
        }
        return report.validation()
                .map(index -> new PackedData(
                        report, Optional.empty(), train.trainFolder(), train.validationFolder(), sequences(index)))
                .orElseGet(() -> new PackedData(report, Optional.empty(), train.trainFolder(), "", 0));
    }

    private static int sequences(ShardIndex index) {
        return Math.toIntExact(index.sequences());
    }
}
