package dev.braid.jobs.bench;

import dev.braid.jobs.report.CoServingRow;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.simulate.Arrangement;
import dev.braid.jobs.simulate.Fleet;
import dev.braid.jobs.simulate.FleetOutcome;
import dev.braid.jobs.simulate.ServingCapacity;
import dev.braid.jobs.simulate.cost.Bounds;
import dev.braid.jobs.simulate.cost.InferenceDemand;
import dev.braid.jobs.trace.Trace;
import java.text.DecimalFormat;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A subject's fleet with the two figures that its bounds are made of.
 *
 * @param alone finetuning tokens/s of the whole fleet when it only trains
 * @param capacity requests/s of the whole fleet when it only serves
 */
record SubjectRun(Subject subject, Fleet fleet, double alone, double capacity) {
    /** Of the capacity that time slicing is counted against. */
    private static final double CAPACITY_ATTAINMENT = 0.99;
    /** Standard deviation of a step's time relative to it. */
    private static final double SCATTER = 0.03;

    private static final double ALONE_SECONDS = 120;

    static SubjectRun of(Subject subject, SimulationPlan plan, Consumer<String> progress) {
        Fleet fleet = new Fleet(subject.deployment(), plan.devices(), subject.slo(), SCATTER, plan.seed());
        double alone = fleet.run(
                        new Trace(ALONE_SECONDS, List.of()), new Arrangement.Shared(new Policy.FinetuningOnly()))
                .finetuneTokensPerSecond();
        Trace longest = plan.loads().stream()
                .map(Workload.Load::trace)
                .max(Comparator.comparingInt(trace -> trace.arrivals().size()))
                .orElseThrow();
        double capacity = new ServingCapacity(fleet, CAPACITY_ATTAINMENT).of(longest);
        progress.accept(String.format(
                Locale.ROOT,
                "%s: %.0f tokens/s when it only finetunes, %.1f requests/s within the SLO when it only serves",
                subject.model(),
                alone,
                capacity));
        return new SubjectRun(subject, fleet, alone, capacity);
    }

    private FleetOutcome play(Workload.Load load, String policy) {
        return fleet.run(load.trace(), Arrangement.of(policy, fleet.devices()));
    }

    CoServingRow row(Workload.Load load, String policy) {
        FleetOutcome outcome = play(load, policy);
        double busy = Math.min(1, load.requestsPerSecond() / capacity);
        double share = subject.rooflineShare().applyAsDouble(InferenceDemand.of(load.trace())) / fleet.devices();
        return new CoServingRow(
                subject.model(),
                policy,
                load.name(),
                load.requestsPerSecond(),
                outcome.attainment(subject.slo()),
                outcome.finetuneTokensPerSecond(),
                outcome.inferenceTokensPerSecond(),
                outcome.tpotMillis(),
                outcome.ttftMillis(),
                Bounds.idealTimeSlicing(alone, busy),
                Bounds.idealRoofline(alone, share));
    }

    /** The steps of a run. */
    StepTimes steps(Workload.Load load, String policy) {
        String label = subject.model() + ", " + policy + " at "
                + new DecimalFormat("0.##").format(load.requestsPerSecond()) + " requests/s";
        return StepTimes.of(label, play(load, policy));
    }
}
