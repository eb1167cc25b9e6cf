package dev.braid.jobs.pipeline.progress;

import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the workers' reports of a mini-batch together. One attempt at a time: reports of earlier ones are dropped, and
 * what an attempt left unfinished is forgotten when the next one's first report comes. Owned by one thread at a time.
 */
public final class MiniBatches {
    private static final double MICROS = 1e-6;

    private final Plan plan;
    private final int miniBatch;
    private final int workers;
    private final Map<Long, List<WorkerReport.MiniBatch>> open = new HashMap<>();
    private int attempt;
    private long lastEnd;

    /** @param miniBatch samples of one */
    public MiniBatches(Plan plan, int miniBatch) {
        this.plan = plan;
        this.miniBatch = miniBatch;
        this.workers = plan.stages().stream().mapToInt(Stage::degree).sum();
    }

    /** Takes a report; gives the mini-batch when it was the last one of it. */
    public Optional<MiniBatchDone> add(WorkerReport.MiniBatch report) {
        if (report.attempt() > attempt) {
            attempt = report.attempt();
            open.clear();
            lastEnd = 0;
        }
        if (report.attempt() < attempt) {
            return Optional.empty();
        }
        List<WorkerReport.MiniBatch> reports = open.computeIfAbsent(report.iteration(), iteration -> new ArrayList<>());
        reports.add(report);
        if (reports.size() < workers) {
            return Optional.empty();
        }
        open.keySet().removeIf(iteration -> iteration <= report.iteration());
        return Optional.of(done(reports));
    }

    private MiniBatchDone done(List<WorkerReport.MiniBatch> reports) {
        reports.sort(Comparator.comparingInt(WorkerReport.MiniBatch::stage)
                .thenComparingInt(WorkerReport.MiniBatch::replica));
        double lossSum =
                reports.stream().mapToDouble(WorkerReport.MiniBatch::lossSum).sum();
        double penalty =
                reports.stream().mapToDouble(WorkerReport.MiniBatch::penalty).sum();
        long start = reports.stream()
                .mapToLong(WorkerReport.MiniBatch::startMicros)
                .min()
                .orElseThrow();
        long end = reports.stream()
                .mapToLong(WorkerReport.MiniBatch::endMicros)
                .max()
                .orElseThrow();
        double seconds = Math.max(0, end - (lastEnd == 0 ? start : lastEnd)) * MICROS;
        lastEnd = end;
        WorkerReport.MiniBatch any = reports.get(0);
        return new MiniBatchDone(
                any.attempt(),
                any.iteration(),
                lossSum / miniBatch + penalty,
                seconds,
                shares(reports, (end - start) * MICROS),
                reports);
    }

    private List<Double> shares(List<WorkerReport.MiniBatch> reports, double seconds) {
        double[] busy = new double[plan.stages().size()];
        reports.forEach(report -> busy[report.stage()] += report.busyMicros() * MICROS);
        List<Double> shares = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            double whole = seconds * stage.degree();
            shares.add(whole == 0 ? 0 : Math.max(0, 1 - busy[stage.id()] / whole));
        }
        return shares;
    }
}
