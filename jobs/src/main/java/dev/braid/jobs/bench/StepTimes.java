package dev.braid.jobs.bench;

import dev.braid.jobs.engine.Ledger;
import dev.braid.jobs.report.CoServingReport;
import dev.braid.jobs.report.RunReport;
import dev.braid.jobs.simulate.DeviceOutcome;
import dev.braid.jobs.simulate.FleetOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a fleet as a report shows them.
 *
 * @param tokens of all devices, over stretches of some seconds
 * @param sample predicted and measured times, every so many steps
 */
record StepTimes(CoServingReport.TokenSeries tokens, List<CoServingReport.StepTime> sample) {
    private static final int STRETCHES = 120;
    private static final int SAMPLE = 1000;

    static StepTimes of(String label, FleetOutcome outcome) {
        return new StepTimes(new CoServingReport.TokenSeries(label, rates(outcome)), sample(outcome));
    }

    private static List<RunReport.TokenRate> rates(FleetOutcome outcome) {
        int stretch = (int) Math.max(1, Math.ceil(outcome.seconds() / STRETCHES));
        int count = (int) Math.max(1, Math.floor(outcome.seconds() / stretch));
        long[][] sums = new long[count][2];
        for (DeviceOutcome device : outcome.devices()) {
            for (Ledger.Step step : device.steps()) {
                int at = (int) ((step.startNanos() - device.beganNanos()) / 1_000_000_000L / stretch);
                if (at < count) {
                    sums[at][0] += step.decode() + step.prefill();
                    sums[at][1] += step.forward();
                }
            }
        }
        List<RunReport.TokenRate> rates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rates.add(new RunReport.TokenRate(i * stretch, sums[i][0] / stretch, sums[i][1] / stretch));
        }
        return rates;
    }

    private static List<CoServingReport.StepTime> sample(FleetOutcome outcome) {
        List<Ledger.Step> steps = outcome.devices().stream()
                .flatMap(device -> device.steps().stream())
                .filter(step -> step.durationNanos() > 0)
                .toList();
        int stride = (steps.size() + SAMPLE - 1) / SAMPLE;
        List<CoServingReport.StepTime> sample = new ArrayList<>();
        for (int i = 0; i < steps.size(); i += stride) {
            Ledger.Step step = steps.get(i);
            sample.add(new CoServingReport.StepTime(step.predictedNanos() / 1e6, step.durationNanos() / 1e6));
        }
        return sample;
    }
}
