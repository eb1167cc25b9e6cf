package dev.braid.jobs.engine;

import dev.braid.jobs.sched.StepPlan;
import dev.braid.jobs.sched.latency.ProfileShape;

/**
 * Computes steps: the only way in which the engine sees a model. One runs programs on a device; emulation and tests
 * have others. Called by the engine's thread alone.
 */
public interface StepRunner extends AutoCloseable {
    /** The slot number of rows that have no adapter. */
    int BASE = -1;

    ModelLimits limits();

    /** Runs every kernel a few times, so that the first request does not pay for compilation. */
    void warmUp();

    /** Runs a made-up step for the sake of its time. No sequence and no sample may be under way. */
    void rehearse(ProfileShape shape);

    /** Replaces the weights in an adapter slot; no sequence or sample may be using them. */
    void install(int slot, float[] weights);

    /** Replaces the base model's weights in one of their copies; no sequence or sample may be using them. */
    void installBase(int copy, float[] weights);

    /** Makes this the training sample in its lane. */
    void begin(SampleInput sample);

    /** Computes a step and waits for it. */
    StepResult run(StepPlan plan, StepInputs inputs);

    /** Sum of the negative log-likelihoods of the sample in a lane, nats. */
    double lossSum(int lane);

    /** The gradient of the sample in a lane, all of whose blocks have gone backward. */
    float[] gradient(int lane);

    @Override
    void close();
}
