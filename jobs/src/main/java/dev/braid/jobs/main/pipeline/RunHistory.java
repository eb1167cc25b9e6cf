package dev.braid.jobs.main.pipeline;

import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.simulate.Simulation;
import dev.braid.jobs.pipeline.progress.MeasuredMiniBatch;
import dev.braid.jobs.pipeline.progress.MiniBatchDone;
import dev.braid.jobs.report.TrainingReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run's mini-batches came to: loss and time of each, and the last ones whole. One that an attempt did again
 * replaces the one before. Guards itself.
 */
final class RunHistory {
    private static final int KEPT = 32;

    private final Plan plan;
    private final int miniBatch;
    private final Map<Long, TrainingReport.MiniBatch> points = new TreeMap<>();
    private final Deque<MiniBatchDone> last = new ArrayDeque<>();

    RunHistory(Plan plan, int miniBatch) {
        this.plan = plan;
        this.miniBatch = miniBatch;
    }

    synchronized void add(MiniBatchDone done) {
        points.put(done.iteration(), new TrainingReport.MiniBatch(done.iteration() + 1, done.loss(), done.seconds()));
        last.addLast(done);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }

    /** Seconds of a mini-batch: the median of the last ones, which one with a checkpoint in it does not move. */
    synchronized double pace() {
        return last.isEmpty() ? 0 : median().seconds();
    }

    synchronized List<TrainingReport.MiniBatch> points() {
        return new ArrayList<>(points.values());
    }

    synchronized Optional<Double> lastLoss() {
        return last.isEmpty() ? Optional.empty() : Optional.of(last.getLast().loss());
    }

    /** The one of median length among the last; empty before the first. */
    synchronized Optional<Simulation> measured() {
        return last.isEmpty() ? Optional.empty() : Optional.of(MeasuredMiniBatch.of(median(), plan, miniBatch));
    }

    private MiniBatchDone median() {
        List<MiniBatchDone> sorted = new ArrayList<>(last);
        sorted.sort(Comparator.comparingDouble(MiniBatchDone::seconds));
        return sorted.get(sorted.size() / 2);
    }
}
