package dev.braid.jobs.main;

import dev.braid.data.spark.DatasetReport;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.train.TrainingEvent;
import java.util.List;

/** Sees what a finetuning job does while it runs. Called by the job's thread; must return quickly. */
public interface JobObserver {
    /** The data is packed. */
    default void packed(DatasetReport report) {}

    /** The executors are there and serve. */
    default void started(List<ExecutorInfo> executors) {}

    /** The loop has done something. */
    default void trained(TrainingEvent event) {}
}
