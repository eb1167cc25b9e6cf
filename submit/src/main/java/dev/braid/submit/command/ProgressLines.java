package dev.braid.submit.command;

import dev.braid.data.spark.DatasetReport;
import dev.braid.jobs.main.JobObserver;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.train.TrainingEvent;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Tells a job's progress on standard error, a line each second at most for steps and one for everything else. */
final class ProgressLines implements JobObserver {
    private static final long LEAST_NANOS = 1_000_000_000;

    private final PrintWriter err;
    private long lastNanos;

    ProgressLines(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void packed(DatasetReport report) {
        line(report.summary());
    }

    @Override
    public void fewerExecutors(int came, int asked) {
        line("goes on with " + came + " of " + asked + " executors: no more came in time");
    }

    @Override
    public void started(List<ExecutorInfo> executors) {
        executors.forEach(executor ->
                line("executor " + executor.id() + " on " + executor.device() + " at " + executor.address()));
    }

    @Override
    public void trained(TrainingEvent event) {
        if (event instanceof TrainingEvent.Stepped step) {
            long now = System.nanoTime();
            if (step.step() == 1 || now - lastNanos >= LEAST_NANOS) {
                lastNanos = now;
                line(String.format(
                        Locale.ROOT,
                        "step %d  loss %.4f  lr %.2e  %.0f tokens/s  ETA %.0f s",
                        step.step(),
                        step.loss(),
                        step.learningRate(),
                        step.tokensPerSecond(),
                        step.secondsLeft()));
            }
        } else if (event instanceof TrainingEvent.HeldBack held) {
            line("step " + held.step() + "  not published: " + held.reason());
        } else if (event instanceof TrainingEvent.Evaluated evaluated) {
            line(String.format(Locale.ROOT, "step %d  validation loss %.4f", evaluated.step(), evaluated.loss()));
        }
    }

    private void line(String text) {
        err.println(text);
        err.flush();
    }
}
