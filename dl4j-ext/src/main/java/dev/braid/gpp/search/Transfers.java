package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Plan;

/** How a search counts the tensors that cross a stage's border. */
enum Transfers {
    /** As if they occupied the stage: the time per sample of the cost model. */
    OCCUPY {
        @Override
        double perMicroBatch(double seconds) {
            return seconds;
        }
    },
    /** As links that work beside the devices: what a run of the plan comes closer to while no link is the slowest part. */
    OVERLAP {
        @Override
        double perMicroBatch(double seconds) {
            return 0;
        }
    };

    /** Seconds of a micro-batch that the stage loses to so many seconds of transfers. */
    abstract double perMicroBatch(double seconds);

    /** Seconds per sample of a stage that never waits. */
    double perSample(StageCost cost) {
        double hidden = cost.transfer() - perMicroBatch(cost.transfer());
        return hidden == 0 ? cost.timePerSample() : cost.timePerSample() - hidden / cost.microBatch();
    }

    /** Seconds per sample of the slowest stage. */
    double perSample(Problem problem, Plan plan) {
        return plan.stages().stream()
                .mapToDouble(stage -> perSample(Plan.cost(problem, stage)))
                .max()
                .orElse(0);
    }
}
