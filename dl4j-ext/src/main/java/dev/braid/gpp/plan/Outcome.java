package dev.braid.gpp.plan;

/** What a planner came to. */
public sealed interface Outcome {
    /** A plan that passes the validator. */
    record Found(Plan plan) implements Outcome {}

    /** There is no plan, or none that this planner finds within its limits: the reason names what is too large and by how much. */
    record Infeasible(String reason) implements Outcome {}
}
