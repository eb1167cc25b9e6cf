package dev.braid.jobs.sched.latency;

/** How long a step takes: a model of a machine, learned or computed. */
@FunctionalInterface
public interface StepCost {
    /** Nanoseconds that a step with this work takes. */
    double nanos(StepLoad load);
}
