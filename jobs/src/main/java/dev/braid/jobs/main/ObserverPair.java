package dev.braid.jobs.main;

import dev.braid.data.spark.DatasetReport;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.control.LedgerReport;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.model.files.ModelConfig;
import java.util.List;

/** Two observers, told everything one after the other. */
record ObserverPair(JobObserver first, JobObserver second) implements JobObserver {
    @Override
    public void begun(BraidConf conf, ModelConfig model) {
        first.begun(conf, model);
        second.begun(conf, model);
    }

    @Override
    public void packed(DatasetReport report) {
        first.packed(report);
        second.packed(report);
    }

    @Override
    public void validationPacked(DatasetReport report) {
        first.validationPacked(report);
        second.validationPacked(report);
    }

    @Override
    public void fewerExecutors(int came, int asked) {
        first.fewerExecutors(came, asked);
        second.fewerExecutors(came, asked);
    }

    @Override
    public void started(List<ExecutorInfo> executors) {
        first.started(executors);
        second.started(executors);
    }

    @Override
    public void trained(TrainingEvent event) {
        first.trained(event);
        second.trained(event);
    }

    @Override
    public void ledger(long step, ExecutorInfo executor, LedgerReport report) {
        first.ledger(step, executor, report);
        second.ledger(step, executor, report);
    }

    @Override
    public void finished(FinetuneResult result) {
        first.finished(result);
        second.finished(result);
    }

    @Override
    public void failed(RuntimeException cause) {
        first.failed(cause);
        second.failed(cause);
    }
}
