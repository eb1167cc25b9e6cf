package dev.braid.jobs.main;

import dev.braid.data.spark.DatasetReport;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.control.LedgerReport;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.model.files.ModelConfig;
import java.util.List;

/** Sees what a finetuning job does while it runs. Called by the job's thread; must return quickly. */
public interface JobObserver {
    /** The job begins, with this configuration and this base model. */
    default void begun(BraidConf conf, ModelConfig model) {}

    /** The data is packed. */
    default void packed(DatasetReport report) {}

    /** The validation data, which has files of its own, is packed. */
    default void validationPacked(DatasetReport report) {}

    /** The executors are there and serve. */
    default void started(List<ExecutorInfo> executors) {}

    /** The job goes on with fewer executors than were asked for: no more came in time. */
    default void fewerExecutors(int came, int asked) {}

    /** The loop has done something. */
    default void trained(TrainingEvent event) {}

    /** What the executor's engine has done since its start; told at checkpoints and at the end. */
    default void ledger(long step, ExecutorInfo executor, LedgerReport report) {}

    /** The job has written its result, and ends. */
    default void finished(FinetuneResult result) {}

    /** The job ends without a result. */
    default void failed(RuntimeException cause) {}

    /** One that tells this one everything, then {@code next}. */
    default JobObserver andThen(JobObserver next) {
        return new ObserverPair(this, next);
    }
}
