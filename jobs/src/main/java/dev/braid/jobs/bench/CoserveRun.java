package dev.braid.jobs.bench;

import dev.braid.jobs.report.CoServingReport;
import dev.braid.jobs.report.CoServingRow;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.simulate.Arrangement;
import dev.braid.jobs.simulate.DeviceOutcome;
import dev.braid.jobs.simulate.FleetOutcome;
import dev.braid.jobs.simulate.RequestOutcome;
import dev.braid.jobs.simulate.cost.Bounds;
import dev.braid.jobs.trace.Arrival;
import dev.braid.jobs.trace.ArrivalProcess;
import dev.braid.jobs.trace.Trace;
import dev.braid.jobs.trace.TraceGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Compares the policies on this machine with a real model: targets and loads are set from what the machine does without
 * load and at its capacity, every policy then meets the same requests. One thread beside the device's own.
 */
public final class CoserveRun {
    /** Targets, as multiples of what a request gets that is alone. */
    private static final double TPOT_FACTOR = 3;

    private static final double TTFT_FACTOR = 10;
    private static final int ALONE = 8;
    /** The share of requests within their targets at which the machine counts as able to serve a load. */
    private static final double ABLE = 0.99;

    private static final int BISECTIONS = 5;
    /** The rate of finetuning alone is measured before and after each run, for this part of a run's time. */
    private static final int ALONE_SHARE = 3;

    private static final Slo PATIENT = new Slo(1L << 50, 1L << 50);
    /** Devices of the clusters that are divided for good. */
    private static final int CLUSTER = 4;

    private final CoserveSettings settings;
    private final RealDevice device;
    private final Consumer<String> progress;
    private final List<CoServingRow> rows = new ArrayList<>();
    private final List<CoServingReport.TokenSeries> series = new ArrayList<>();
    private final List<CoServingReport.StepTime> steps = new ArrayList<>();
    private Slo slo = PATIENT;
    private double finetuneAlone;
    private double capacity;
    private BoundMeter bound;

    private CoserveRun(CoserveSettings settings, RealDevice device, Consumer<String> progress) {
        this.settings = settings;
        this.device = device;
        this.progress = progress;
    }

    /** Runs everything; {@code progress} gets a line for each run. */
    public static CoServingReport run(CoserveSettings settings, Consumer<String> progress) {
        try (RealDevice device = new RealDevice(settings, settings.threads())) {
            return new CoserveRun(settings, device, progress).report();
        }
    }

    private CoServingReport report() {
        slo = alone();
        progress.accept(String.format(
                "alone: targets TPOT %.1f ms, TTFT %.0f ms", millis(slo.tpotNanos()), millis(slo.ttftNanos())));
        capacity = capacity();
        finetuneAlone = finetuneAlone();
        progress.accept(
                String.format("finetuning alone %.0f tokens/s, capacity %.2f requests/s", finetuneAlone, capacity));
        settings.loads().forEach(this::load);
        return new CoServingReport(
                setting(),
                "co-serving",
                ABLE,
                List.of(new CoServingReport.Slo(
                        settings.model().name(), millis(slo.tpotNanos()), millis(slo.ttftNanos()))),
                rows,
                series,
                steps);
    }

    private String setting() {
        return String.format(
                "Measured on %d threads of this processor; %s; targets 3 times the time per token and 10 times the first "
                        + "token's of a request alone; loads are shares of %.2f requests/s, the most that are served with "
                        + "99%% within the targets; bounds from the rate of finetuning alone before and after each run",
                settings.threads(), settings.model().name(), capacity);
    }

    /** Targets from requests that are alone on the machine. */
    private Slo alone() {
        Arrival mean = new Arrival(
                0, (int) settings.prompts().mean(), (int) settings.outputs().mean());
        List<RequestOutcome> outcomes = IntStream.range(0, ALONE)
                .mapToObj(i -> device.run(
                                new Policy.InferenceOnly(),
                                PATIENT,
                                RealDevice.Role.SERVES,
                                new Trace(0.1, List.of(mean)))
                        .requests()
                        .get(0))
                .toList();
        double tpot =
                middle(outcomes.stream().mapToDouble(RequestOutcome::tpotMillis).toArray());
        double ttft =
                middle(outcomes.stream().mapToDouble(RequestOutcome::ttftMillis).toArray());
        return Slo.ofMillis(TPOT_FACTOR * tpot, TTFT_FACTOR * ttft);
    }

    private static double middle(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The highest request rate of which 99% are served within the targets, by bisection. */
    private double capacity() {
        double low = 0;
        double high = 1;
        while (isAble(high)) {
            low = high;
            high *= 2;
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double rate = (low + high) / 2;
            if (isAble(rate)) {
                low = rate;
            } else {
                high = rate;
            }
        }
        return low > 0 ? low : high;
    }

    private boolean isAble(double rate) {
        double attainment =
                attainment(device.run(new Policy.InferenceOnly(), slo, RealDevice.Role.SERVES, trace(rate)));
        progress.accept(
                String.format("inference alone at %.2f requests/s: %.1f%% within the targets", rate, 100 * attainment));
        return attainment >= ABLE;
    }

    private Trace trace(double rate) {
        return new TraceGenerator(new ArrivalProcess.Poisson(rate), settings.prompts(), settings.outputs())
                .generate(settings.seconds(), new SplittableRandom(settings.seed()));
    }

    private void load(double load) {
        Trace trace = trace(load * capacity);
        bound = BoundMeter.measure(device.config(), device.products(), settings.threads());
        for (String label : settings.policies()) {
            Arrangement arrangement = Arrangement.of(label, CLUSTER);
            double before = finetuneAlone;
            List<DeviceOutcome> outcomes = outcomes(arrangement, trace, load);
            finetuneAlone = finetuneAlone();
            add(label, load, trace, outcomes, (before + finetuneAlone) / 2);
        }
    }

    /** The rate of a device that only trains, as it is now: shared machines change their speed within minutes. */
    private double finetuneAlone() {
        Trace none = new Trace(settings.seconds() / ALONE_SHARE, List.of());
        DeviceOutcome outcome = device.run(new Policy.FinetuningOnly(), slo, RealDevice.Role.BOTH, none);
        return outcome.forwardTokens() / outcome.seconds();
    }

    private List<DeviceOutcome> outcomes(Arrangement arrangement, Trace trace, double load) {
        if (arrangement instanceof Arrangement.Shared shared) {
            return List.of(device.run(shared.policy(), slo, RealDevice.Role.BOTH, trace));
        } else if (arrangement instanceof Arrangement.Spatial) {
            return spatial(trace);
        }
        // Each serving device of a divided cluster gets the requests of several; the others train alone.
        Arrangement.Separate separate = (Arrangement.Separate) arrangement;
        double factor = (double) separate.devices() / separate.serving();
        return List.of(
                device.run(new Policy.InferenceOnly(), slo, RealDevice.Role.SERVES, trace(load * capacity * factor)));
    }

    /** Two engines, each with half of the threads and weights of its own, at the same time. */
    private List<DeviceOutcome> spatial(Trace trace) {
        int half = Math.max(1, settings.threads() / 2);
        try (RealDevice serving = new RealDevice(settings, half);
                RealDevice training = new RealDevice(settings, half)) {
            CompletableFuture<DeviceOutcome> trains = CompletableFuture.supplyAsync(() -> training.run(
                    new Policy.FinetuningOnly(), slo, RealDevice.Role.BOTH, new Trace(trace.seconds(), List.of())));
            DeviceOutcome serves = serving.run(new Policy.InferenceOnly(), slo, RealDevice.Role.SERVES, trace);
            return List.of(serves, trains.join());
        }
    }

    /** Adds a row; {@code alone} is the finetuning-only rate around the run. */
    private void add(String label, double load, Trace trace, List<DeviceOutcome> outcomes, double alone) {
        FleetOutcome all = new FleetOutcome(trace.seconds(), outcomes);
        double finetune = Arrangement.of(label, CLUSTER) instanceof Arrangement.Separate separate
                ? alone * (separate.devices() - separate.serving()) / separate.devices()
                : all.finetuneTokensPerSecond();
        CoServingRow row = new CoServingRow(
                settings.model().name(),
                label,
                Math.round(100 * load) + "%",
                trace.requestsPerSecond(),
                all.attainment(slo),
                finetune,
                all.inferenceTokensPerSecond(),
                all.tpotMillis(),
                all.ttftMillis(),
                Bounds.idealTimeSlicing(alone, load),
                Bounds.idealRoofline(alone, bound.share(trace)));
        rows.add(row);
        if (label.equals("co-serving")) {
            StepTimes times = StepTimes.of("co-serving at " + row.load(), all);
            series.add(times.tokens());
            steps.addAll(times.sample());
        }
        progress.accept(String.format(
                "%s at %s: %.1f%% within the targets, finetuning %.0f tokens/s (bounds %.0f and %.0f)",
                label, row.load(), 100 * row.attainment(), finetune, row.idealTimeSlicing(), row.idealRoofline()));
    }

    private double attainment(DeviceOutcome outcome) {
        return new FleetOutcome(outcome.seconds(), List.of(outcome)).attainment(slo);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
