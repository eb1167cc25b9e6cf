package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.simulate.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Runs all planners on all that the settings name: rows of one case stand together, ours first. */
public final class Comparison {
    /** Ours with split backwards. */
    public static final String SPLIT = PlannerKind.GRAPH.label() + "+split";

    private final LongSupplier nanos;
    private final Consumer<String> progress;

    /**
     * @param nanos a clock, in nanoseconds from any beginning
     * @param progress takes a line for each case
     */
    public Comparison(LongSupplier nanos, Consumer<String> progress) {
        this.nanos = nanos;
        this.progress = progress;
    }

    public List<ComparisonRow> rows(ComparisonSettings settings) {
        List<ComparisonRow> rows = new ArrayList<>();
        for (Machine machine : settings.machines()) {
            for (ComparisonSettings.Model model : settings.models()) {
                for (int devices : settings.devices()) {
                    progress.accept(model.name() + " on " + devices + " of " + machine.name());
                    rows.addAll(rows(model.name(), machine.name(), settings.problem(model, machine, devices)));
                }
            }
        }
        return rows;
    }

    private List<ComparisonRow> rows(String model, String hardware, Problem problem) {
        Contest whole = new Contest(Schedule.WHOLE_BACKWARD, nanos);
        List<Entry> entries = new ArrayList<>();
        for (PlannerKind kind : PlannerKind.values()) {
            entries.add(new Entry(kind.label(), whole.run(kind, problem)));
        }
        double best = entries.stream()
                .skip(1)
                .mapToDouble(entry -> throughput(entry.planned()))
                .max()
                .orElse(0);
        entries.add(1, new Entry(SPLIT, new Contest(Schedule.SPLIT_BACKWARD, nanos).run(PlannerKind.GRAPH, problem)));
        return entries.stream()
                .map(entry -> new ComparisonRow(
                        model,
                        hardware,
                        problem.topology().devices(),
                        problem.training().miniBatch(),
                        entry.variant(),
                        entry.planned(),
                        speedup(throughput(entry.planned()), best)))
                .toList();
    }

    private record Entry(String variant, Planned planned) {}

    private static double throughput(Planned planned) {
        return planned instanceof Planned.Found found ? found.simulation().throughput() : 0;
    }

    private static OptionalDouble speedup(double throughput, double best) {
        return throughput == 0 || best == 0 ? OptionalDouble.empty() : OptionalDouble.of(throughput / best);
    }
}
