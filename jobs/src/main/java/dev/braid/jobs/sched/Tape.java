package dev.braid.jobs.sched;

/** Takes down what a scheduler is told and what it plans, in order. Called by the scheduler's thread. */
@FunctionalInterface
public interface Tape {
    void record(SchedulerEvent event);
}
