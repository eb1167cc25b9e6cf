package dev.braid.jobs.bench;

import dev.braid.gpp.compare.Contest;
import dev.braid.gpp.compare.Machine;
import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.compare.PlannerKind;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code bench pipeline}: plans on the real runtime with emulated devices, threads of this JVM over real links, against
 * what the simulator says.
 */
public final class EmulationRun {
    private static final double STATE_FACTOR = 4;

    private EmulationRun() {}

    /**
     * What to run.
     *
     * @param samplesPerDevice of a mini-batch, which grows with the devices
     * @param seconds that a mini-batch is to last: time is dilated so
     * @param miniBatches of which the fastest counts
     */
    public record Settings(
            String model,
            CostGraph graph,
            Machine machine,
            List<Integer> devices,
            List<PlannerKind> planners,
            int samplesPerDevice,
            double seconds,
            int miniBatches) {
        public Settings {
            Require.positive("devices", devices);
            Require.positive("samples per device", samplesPerDevice);
            Require.positive("mini-batches", miniBatches);
            if (!(seconds > 0)) {
                throw new IllegalArgumentException("seconds is " + seconds + ", must be above 0");
            }
            devices = List.copyOf(devices);
            planners = List.copyOf(planners);
        }
    }

    /** @param progress takes a line for each plan that begins */
    public static BenchReport run(Settings settings, Consumer<String> progress) {
        List<BenchReport.Row> rows = new ArrayList<>();
        for (int devices : settings.devices()) {
            double first = 0;
            double firstMeasured = 0;
            for (PlannerKind planner : settings.planners()) {
                progress.accept(settings.model() + " on " + devices + " devices, " + planner.label());
                Problem problem = new Problem(
                        settings.graph(),
                        settings.machine().topology(devices),
                        new Training(devices * settings.samplesPerDevice(), STATE_FACTOR));
                Planned planned = new Contest(Schedule.WHOLE_BACKWARD, System::nanoTime).run(planner, problem);
                if (planned instanceof Planned.None none) {
                    rows.add(new BenchReport.Row(List.of(
                            new Figure.Count("devices", devices),
                            new Figure.Word("planner", planner.label()),
                            new Figure.Word("reason", none.reason()))));
                    continue;
                }
                Planned.Found found = (Planned.Found) planned;
                double simulated = found.simulation().iterationTime();
                double measured =
                        EmulatedCrew.run(problem, found, settings.seconds() / simulated, settings.miniBatches());
                first = first == 0 ? simulated : first;
                firstMeasured = firstMeasured == 0 ? measured : firstMeasured;
                rows.add(row(devices, found, simulated, measured, simulated / first, measured / firstMeasured));
            }
        }
        List<Figure> setting = List.of(
                new Figure.Word("model", settings.model()),
                new Figure.Word("machine", settings.machine().name()),
                new Figure.Word(
                        "counted",
                        "seconds of one mini-batch, the measured ones divided by the dilation; times slower than the first"
                                + " planner"));
        try (PeakMeter peak = new PeakMeter(1)) {
            return new BenchReport("pipeline", peak.best(), 1, System.getProperty("java.version"), setting, rows);
        }
    }

    private static BenchReport.Row row(
            int devices, Planned.Found found, double simulated, double measured, double slower, double slowerMeasured) {
        return new BenchReport.Row(List.of(
                new Figure.Count("devices", devices),
                new Figure.Word("planner", found.planner().label()),
                new Figure.Count("stages", found.plan().stages().size()),
                new Figure.Count(
                        "workers",
                        found.plan().stages().stream().mapToInt(Stage::degree).sum()),
                new Figure.Measure("simulated_s", simulated, 5),
                new Figure.Measure("measured_s", measured, 5),
                new Figure.Measure("measured_to_simulated", measured / simulated, 3),
                new Figure.Measure("slower_simulated", slower, 3),
                new Figure.Measure("slower_measured", slowerMeasured, 3)));
    }
}
