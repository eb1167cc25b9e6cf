package dev.braid.jobs.simulate;

import dev.braid.jobs.report.Percentiles;
import dev.braid.jobs.sched.Slo;
import java.util.List;
import java.util.stream.Stream;

/** What a fleet did while a trace lasted. */
public record FleetOutcome(double seconds, List<DeviceOutcome> devices) {
    public FleetOutcome {
        devices = List.copyOf(devices);
    }

    /** Every request of the trace. */
    public Stream<RequestOutcome> requests() {
        return devices.stream().flatMap(device -> device.requests().stream());
    }

    /** Fraction of all requests, refused ones included, that were answered within their targets; 1 if none came. */
    public double attainment(Slo slo) {
        long all = requests().count();
        return all == 0
                ? 1
                : (double) requests().filter(request -> request.attained(slo)).count() / all;
    }

    /** Training tokens that went forward, of all devices, in a second. */
    public double finetuneTokensPerSecond() {
        return devices.stream()
                .mapToDouble(device -> device.forwardTokens() / device.seconds())
                .sum();
    }

    /** Output tokens of all devices in a second. */
    public double inferenceTokensPerSecond() {
        return devices.stream()
                .mapToDouble(device -> device.outputTokens() / device.seconds())
                .sum();
    }

    /** Time per output token after the first, of the requests that got more than one. */
    public Percentiles tpotMillis() {
        return Percentiles.of(requests().map(RequestOutcome::tpotMillis).toList());
    }

    /** Time to the first token, of the requests that got one. */
    public Percentiles ttftMillis() {
        return Percentiles.of(requests()
                .filter(request -> request.tokens() > 0)
                .map(RequestOutcome::ttftMillis)
                .toList());
    }
}
