package dev.braid.jobs.pipeline.progress;

import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.simulate.Simulation;
import dev.braid.gpp.simulate.StageUse;
import dev.braid.gpp.simulate.TimelineEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A mini-batch as it went, in the form in which it was simulated; each stage as its first replica saw it. */
public final class MeasuredMiniBatch {
    private static final double MICROS = 1e-6;

    private MeasuredMiniBatch() {}

    /** @param miniBatch samples */
    public static Simulation of(MiniBatchDone done, Plan plan, int miniBatch) {
        long start = done.workers().stream()
                .mapToLong(WorkerReport.MiniBatch::startMicros)
                .min()
                .orElseThrow();
        long end = done.workers().stream()
                .mapToLong(WorkerReport.MiniBatch::endMicros)
                .max()
                .orElseThrow();
        double seconds = (end - start) * MICROS;
        List<TimelineEntry> timeline = new ArrayList<>();
        List<StageUse> stages = new ArrayList<>();
        done.workers().stream().filter(worker -> worker.replica() == 0).forEach(worker -> {
            worker.timeline()
                    .forEach(span -> timeline.add(new TimelineEntry(
                            worker.stage(),
                            span.action(),
                            (span.startMicros() - start) * MICROS,
                            (span.endMicros() - start) * MICROS)));
            stages.add(new StageUse(
                    worker.stage(),
                    worker.busyMicros() * MICROS,
                    done.bubbleShares().get(worker.stage()),
                    plan.stages().get(worker.stage()).inFlight(),
                    0,
                    0,
                    List.of()));
        });
        timeline.sort(Comparator.comparingDouble(TimelineEntry::start));
        return new Simulation(seconds, seconds == 0 ? 0 : miniBatch / seconds, stages, timeline, List.of());
    }
}
