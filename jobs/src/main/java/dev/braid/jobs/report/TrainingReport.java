package dev.braid.jobs.report;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.simulate.Simulation;
import java.util.List;

/**
 * What a run of a graph pipeline came to.
 *
 * @param model its name
 * @param setting devices, mini-batch and where the costs come from, in a sentence or two
 * @param planned one mini-batch as it was simulated
 * @param measured a mini-batch as it went: the one of median length among the last
 * @param miniBatches in order
 * @param restarts attempts after the first
 */
public record TrainingReport(
        String model,
        String setting,
        Problem problem,
        Plan plan,
        Simulation planned,
        Simulation measured,
        List<MiniBatch> miniBatches,
        int restarts,
        double seconds) {
    public TrainingReport {
        miniBatches = List.copyOf(miniBatches);
    }

    /** @param iteration from 1 */
    public record MiniBatch(long iteration, double loss, double seconds) {}

    PlanComparison.Entry entry(String name, Simulation simulation) {
        return new PlanComparison.Entry(name, plan, simulation, 0);
    }

    /** Samples a second, over the mini-batches of the second half. */
    double throughput() {
        List<MiniBatch> half = miniBatches.subList(miniBatches.size() / 2, miniBatches.size());
        double time = half.stream().mapToDouble(MiniBatch::seconds).sum();
        return time == 0 ? 0 : half.size() * (double) problem.training().miniBatch() / time;
    }
}
