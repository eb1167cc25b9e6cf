package dev.braid.jobs.spark.exchange;

import dev.braid.jobs.exchange.GradientNorm;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.jobs.train.LeaseOutcome;
import java.util.List;

/**
 * One slice of a step's total gradient, where it was summed.
 *
 * @param squares of its blocks
 * @param outcomes what the leases gave beside their sums
 */
public record SliceSum(PartialSum total, double[] squares, List<LeaseOutcome> outcomes) {
    public SliceSum {
        outcomes = List.copyOf(outcomes);
    }

    static SliceSum of(PartialSum total, List<LeaseOutcome> outcomes) {
        return new SliceSum(
                total,
                GradientNorm.squares(total.gradient()),
                outcomes.stream().map(LeaseOutcome::withoutSums).toList());
    }

    /** What the driver must know of it. */
    SliceSum withoutGradient() {
        return new SliceSum(total.withoutGradient(), squares, outcomes);
    }
}
