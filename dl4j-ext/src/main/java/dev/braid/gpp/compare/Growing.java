package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.simulate.InFlightGrowth;
import dev.braid.gpp.simulate.InFlightGrowth.Extent;
import dev.braid.gpp.simulate.Run;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.gpp.simulate.Simulator;

/** Better places and more samples in flight for a plan, unless it is as fast as its work allows already. */
final class Growing {
    /** So close to the lower bound nothing is to be won. */
    private static final double CLOSE = 1 + 1e-4;

    /** Passes that are simulated in a round of growth stage by stage: about a hundredth of a second. */
    private static final double MOST_PASSES = 100_000;

    private Growing() {}

    static Plan grow(Problem problem, Plan plan, Schedule schedule) {
        double bound = LowerBound.seconds(problem, plan, schedule);
        double seconds = seconds(problem, plan, schedule);
        if (seconds <= bound * CLOSE) {
            return plan;
        }
        Plan packed = Placement.packed(problem, plan);
        boolean better = seconds(problem, packed, schedule) < seconds;
        return InFlightGrowth.grow(problem, better ? packed : plan, schedule, extent(problem, plan));
    }

    private static Extent extent(Problem problem, Plan plan) {
        return passes(problem, plan) * plan.stages().size() <= MOST_PASSES ? Extent.STAGE_BY_STAGE : Extent.ALIKE;
    }

    /** Forwards and backwards of a mini-batch: what a simulation costs. */
    static double passes(Problem problem, Plan plan) {
        return plan.stages().stream()
                .mapToDouble(stage -> 2.0 * problem.training().miniBatch() / stage.microBatch())
                .sum();
    }

    /** Seconds of one mini-batch; infinite for a plan that deadlocks. */
    static double seconds(Problem problem, Plan plan, Schedule schedule) {
        Run run = Simulator.run(problem, plan, schedule);
        return run instanceof Run.Finished finished ? finished.simulation().iterationTime() : Double.POSITIVE_INFINITY;
    }
}
