package dev.braid.jobs.bench;

import dev.braid.jobs.engine.Ledger;
import dev.braid.jobs.report.CoServingReport;
import dev.braid.jobs.report.Percentiles;
import dev.braid.jobs.report.RunReport;
import dev.braid.jobs.simulate.DeviceOutcome;
import dev.braid.jobs.simulate.FleetOutcome;
import dev.braid.jobs.simulate.RequestOutcome;
import java.util.List;
import java.util.stream.IntStream;

/** What a run's outcome shows in a report. */
final class OutcomeFigures {
    private OutcomeFigures() {}

    static Percentiles tpot(FleetOutcome outcome) {
        return Percentiles.of(outcome.requests()
                .map(RequestOutcome::tpotMillis)
                .filter(Double::isFinite)
                .toList());
    }

    static Percentiles ttft(FleetOutcome outcome) {
        return Percentiles.of(outcome.requests()
                .filter(request -> request.tokens() > 0)
                .map(RequestOutcome::ttftMillis)
                .toList());
    }

    /** Tokens of each second, of all devices. */
    static List<RunReport.TokenRate> perSecond(FleetOutcome outcome) {
        int seconds = (int) Math.ceil(outcome.seconds());
        long[] inference = new long[seconds];
        long[] training = new long[seconds];
        for (DeviceOutcome device : outcome.devices()) {
            for (Ledger.Step step : device.steps()) {
                int second = (int) ((step.startNanos() - device.beganNanos()) / 1_000_000_000L);
                if (second >= 0 && second < seconds) {
                    inference[second] += step.decode() + step.prefill();
                    training[second] += step.forward();
                }
            }
        }
        return IntStream.range(0, seconds)
                .mapToObj(second -> new RunReport.TokenRate(second, inference[second], training[second]))
                .toList();
    }

    static List<CoServingReport.StepTime> steps(FleetOutcome outcome) {
        return outcome.devices().stream()
                .flatMap(device -> device.steps().stream())
                .map(step -> new CoServingReport.StepTime(step.predictedNanos() / 1e6, step.durationNanos() / 1e6))
                .toList();
    }
}
