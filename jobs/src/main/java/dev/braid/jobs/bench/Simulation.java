package dev.braid.jobs.bench;

import dev.braid.jobs.report.CoServingReport;
import dev.braid.jobs.report.CoServingRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Carries out a {@link SimulationPlan} on all processors. The same plan gives the same report. */
public final class Simulation {
    private static final double TARGET = 0.98;

    private final SimulationPlan plan;
    private final Consumer<String> progress;
    private final AtomicInteger done = new AtomicInteger();

    private Simulation(SimulationPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** @param progress is told a line now and then, by any thread */
    public static CoServingReport run(SimulationPlan plan, Consumer<String> progress) {
        return new Simulation(plan, progress).run();
    }

    /** One run of a fleet. */
    private record Cell(SubjectRun subject, Workload.Load load, String policy) {}

    private CoServingReport run() {
        List<SubjectRun> subjects = plan.subjects().parallelStream()
                .map(subject -> SubjectRun.of(subject, plan, progress))
                .toList();
        List<Cell> cells = new ArrayList<>();
        for (SubjectRun subject : subjects) {
            for (Workload.Load load : plan.loads()) {
                plan.policies().forEach(policy -> cells.add(new Cell(subject, load, policy)));
            }
        }
        List<CoServingRow> rows =
                cells.parallelStream().map(cell -> play(cell, cells.size())).toList();
        List<CoServingReport.TokenSeries> tokens = new ArrayList<>();
        List<CoServingReport.StepTime> steps = new ArrayList<>();
        Workload.Load heaviest = plan.loads().stream()
                .max(Comparator.comparingDouble(Workload.Load::requestsPerSecond))
                .orElseThrow();
        for (SubjectRun subject : subjects) {
            StepTimes times = subject.steps(heaviest, plan.own());
            tokens.add(times.tokens());
            steps.addAll(times.sample());
        }
        List<CoServingReport.Slo> slos =
                plan.subjects().stream().map(Simulation::slo).toList();
        return new CoServingReport(plan.words(), plan.own(), TARGET, slos, rows, tokens, steps);
    }

    private CoServingRow play(Cell cell, int all) {
        CoServingRow row = cell.subject.row(cell.load, cell.policy);
        progress.accept(done.incrementAndGet() + "/" + all + " " + row.model() + ", " + row.requestsPerSecond()
                + " requests/s, " + row.policy());
        return row;
    }

    private static CoServingReport.Slo slo(Subject subject) {
        return new CoServingReport.Slo(
                subject.model(), subject.slo().tpotNanos() / 1e6, subject.slo().ttftNanos() / 1e6);
    }
}
