package dev.braid.jobs.train;

import dev.braid.jobs.exchange.PartialSum;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

    /** The same with other sums, such as slices of these. */
    public LeaseOutcome withSums(List<PartialSum> others) {
        return new LeaseOutcome(executor, tokens, others);
    }

    /** What it says of executor and tokens alone. */
    public LeaseOutcome withoutSums() {
        return withSums(List.of());
    }

    /** Tokens that went through the model, by executor id. */
    public static Map<String, Long> tokens(List<LeaseOutcome> outcomes) {
        return outcomes.stream()
                .collect(Collectors.groupingBy(
                        LeaseOutcome::executor, TreeMap::new, Collectors.summingLong(LeaseOutcome::tokens)));
    }
}
