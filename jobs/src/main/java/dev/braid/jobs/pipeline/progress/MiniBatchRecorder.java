package dev.braid.jobs.pipeline.progress;

import dev.braid.gpp.plan.Action;
import dev.braid.jobs.pipeline.Seat;
import dev.braid.jobs.pipeline.WorkerObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes a report of each mini-batch that its worker does. Owned by the worker's thread. */
public final class MiniBatchRecorder implements WorkerObserver {
    private static final long NANOS = 1_000;

    private final int attempt;
    private final Seat seat;
    private final long firstIteration;
    private final long epochMicrosAtZero;
    private final Consumer<WorkerReport> reports;
    private final List<ActionSpan> timeline = new ArrayList<>();

    /**
     * @param firstIteration the worker's number of the run's first mini-batch, which is reported as 0
     * @param epochMicrosAtZero microseconds since the epoch when the worker's clock shows 0
     */
    public MiniBatchRecorder(
            int attempt, Seat seat, long firstIteration, long epochMicrosAtZero, Consumer<WorkerReport> reports) {
        this.attempt = attempt;
        this.seat = seat;
        this.firstIteration = firstIteration;
        this.epochMicrosAtZero = epochMicrosAtZero;
        this.reports = reports;
    }

    @Override
    public void done(long iteration, Action action, long startNanos, long endNanos) {
        timeline.add(ActionSpan.of(action, micros(startNanos), micros(endNanos)));
    }

    @Override
    public void miniBatch(long iteration, double lossSum, double penalty, long startNanos, long endNanos) {
        reports.accept(new WorkerReport.MiniBatch(
                attempt,
                seat.stage(),
                seat.replica(),
                iteration - firstIteration,
                lossSum,
                penalty,
                micros(startNanos),
                micros(endNanos),
                timeline));
        timeline.clear();
    }

    private long micros(long nanos) {
        return epochMicrosAtZero + nanos / NANOS;
    }
}
