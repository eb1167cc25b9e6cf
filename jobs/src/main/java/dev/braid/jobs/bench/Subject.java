package dev.braid.jobs.bench;

import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.sched.latency.StepCost;
import dev.braid.jobs.simulate.Deployment;
import dev.braid.jobs.simulate.GpuGroup;
import dev.braid.jobs.simulate.cost.Bounds;
import dev.braid.jobs.simulate.cost.Efficiency;
import dev.braid.jobs.simulate.cost.InferenceDemand;
import dev.braid.jobs.simulate.cost.MeasuredCost;
import dev.braid.jobs.simulate.cost.RooflineCost;
import dev.braid.jobs.trace.Lengths;
import java.util.function.ToDoubleFunction;

/**
 * A model on its device, and what its requests are promised.
 *
 * @param words the device in a few words
 * @param rooflineShare fraction of one device's time that inference at the roofline takes
 */
public record Subject(String words, Deployment deployment, Slo slo, ToDoubleFunction<InferenceDemand> rooflineShare) {
    /** Finetuning samples: log-normal, up to 8192 tokens, as of long chains of thought. */
    private static final Lengths SAMPLES = new Lengths(4096, 0.6, 8192);

    public String model() {
        return deployment.model();
    }

    /** Steps as long as data sheets and stated efficiencies have it. */
    public static Subject roofline(GpuGroup group, Efficiency efficiency, Slo slo) {
        RooflineCost cost = group.cost(efficiency);
        return of(group, "roofline", cost, slo, demand -> Bounds.rooflineShare(cost, demand));
    }

    /** Steps as long as a table has it. */
    public static Subject measured(GpuGroup group, MeasuredCost cost, Slo slo) {
        return of(group, "measured table", cost, slo, demand -> Bounds.rooflineShare(cost, demand));
    }

    private static Subject of(
            GpuGroup group, String kind, StepCost cost, Slo slo, ToDoubleFunction<InferenceDemand> share) {
        String words = group.model().name() + " on " + group.parallel().degree() + " x "
                + group.gpu().name() + " (" + kind + ")";
        return new Subject(words, group.deployment(cost, SAMPLES), slo, share);
    }
}
