package dev.braid.jobs.engine;

/** Where a runner finds what a plan's ids stand for. */
public interface StepInputs {
    SequenceInput sequence(long id);

    SampleInput sample(int lane);
}
