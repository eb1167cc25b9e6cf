package dev.braid.jobs.report;

import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.StageUse;

/** Draws what each device keeps at most against what it has, the stages' numbers above; all charts of a page with one scale. */
final class DeviceMemoryChart {
    private static final double GIB = 1 << 30;

    private final PlanComparison comparison;
    private final double highest;

    DeviceMemoryChart(PlanComparison comparison) {
        this.comparison = comparison;
        double most = comparison.problem().topology().memoryBytes();
        for (PlanComparison.Entry entry : comparison.entries()) {
            for (StageUse use : entry.simulation().stages()) {
                most = Math.max(most, use.peakBytes() + use.waitingBytes());
            }
        }
        this.highest = 1.06 * most / GIB;
    }

    String svg(PlanComparison.Entry entry) {
        int devices = comparison.problem().topology().devices();
        double bound = comparison.problem().topology().memoryBytes() / GIB;
        Chart chart = new Chart(new Chart.Frame(560, 250, -0.5, devices - 0.5, 0, Chart.niceCeiling(highest)));
        chart.axes("device", at -> at == Math.rint(at) ? Text.count(at) : "", Text::decimal);
        entry.plan()
                .stages()
                .forEach(
                        stage -> stage(chart, stage, entry.simulation().stages().get(stage.id())));
        chart.level("target", bound, "a device has " + PlanText.bytes(bound * GIB));
        return chart.svg("memory per device in GiB");
    }

    private static void stage(Chart chart, Stage stage, StageUse use) {
        double kept = use.peakBytes() / GIB;
        double waiting = use.waitingBytes() / GIB;
        for (int device : stage.devices()) {
            chart.bar("waiting", device - 0.42, device + 0.42, kept + waiting);
            chart.bar("kept", device - 0.42, device + 0.42, kept);
        }
        double middle =
                stage.devices().stream().mapToInt(Integer::intValue).average().orElse(0);
        chart.label(new double[] {middle, kept + waiting}, 0, -5, "middle", String.valueOf(stage.id()));
    }
}
