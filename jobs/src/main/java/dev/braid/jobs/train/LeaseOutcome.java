package dev.braid.jobs.train;

import dev.braid.jobs.exchange.PartialSum;
import java.util.List;

/**
 * What one lease gave.
 *
 * @param executor id of the executor that ran it
 * @param tokens that went through the model
 * @param sums nodes of the step's tree, which cover the lease's leaves
 */
public record LeaseOutcome(String executor, long tokens, List<PartialSum> sums) {
    public LeaseOutcome {
        sums = List.copyOf(sums);
    }
}
