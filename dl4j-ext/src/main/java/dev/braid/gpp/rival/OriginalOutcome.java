package dev.braid.gpp.rival;

/**
 * What a planner came to under its own costs.
 *
 * @param <P> how it describes a plan
 */
public sealed interface OriginalOutcome<P> {
    /** The best plan that the planner knows. */
    record Found<P>(P plan) implements OriginalOutcome<P> {}

    /** There is no plan, or none within the planner's limits: the reason names what is too large. */
    record Infeasible<P>(String reason) implements OriginalOutcome<P> {}
}
