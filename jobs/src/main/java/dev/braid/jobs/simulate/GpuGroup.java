package dev.braid.jobs.simulate;

import dev.braid.jobs.sched.latency.StepCost;
import dev.braid.jobs.simulate.cost.Efficiency;
import dev.braid.jobs.simulate.cost.GpuSpec;
import dev.braid.jobs.simulate.cost.LoraShape;
import dev.braid.jobs.simulate.cost.ModelShape;
import dev.braid.jobs.simulate.cost.RooflineCost;
import dev.braid.jobs.simulate.cost.TensorParallel;
import dev.braid.jobs.trace.Lengths;

/** GPUs that hold one copy of a model together and work as one device. */
public record GpuGroup(GpuSpec gpu, TensorParallel parallel, ModelShape model, LoraShape lora) {
    /** Fraction of memory for weights, keys and values and activations; the rest is the runtime's own. */
    private static final double USABLE = 0.9;

    /** Training samples in flight; the memory is that of one. */
    public static final int LANES = 1;

    private static final int BATCH_TOKENS = 2048;
    private static final int SEQUENCES = 256;
    /** Tokens of a sequence, unless told otherwise. */
    public static final int CONTEXT = 16_384;

    /** Cost of a step with software that reaches this. */
    public RooflineCost cost(Efficiency efficiency) {
        return new RooflineCost(gpu, parallel, model, lora, efficiency);
    }

    /**
     * Tokens whose keys and values fit beside the weights and one training sample.
     *
     * @param sampleTokens of the longest sample, whose own keys and values are not counted
     * @throws IllegalArgumentException when not even one sequence of the context fits
     */
    public long kvTokens(int sampleTokens) {
        double usable = USABLE * gpu.memoryBytes() * parallel.degree();
        double sample = (double) sampleTokens * (model.savedBytesPerToken(parallel) + model.kvBytesPerToken());
        long tokens = (long) ((usable - model.weightBytes() - sample) / model.kvBytesPerToken());
        if (tokens < CONTEXT) {
            throw new IllegalArgumentException(String.format(
                    "%s with %.1f GB of weights and a training sample of %d tokens (%.1f GB) leaves no room for %d tokens "
                            + "of keys and values on %d x %s; raise the tensor-parallel degree",
                    model.name(),
                    model.weightBytes() / 1e9,
                    sampleTokens,
                    sample / 1e9,
                    CONTEXT,
                    parallel.degree(),
                    gpu.name()));
        }
        return tokens;
    }

    /** The group as a device whose steps cost this. */
    public Deployment deployment(StepCost cost, Lengths samples) {
        return new Deployment(
                model.name(),
                cost,
                cost(Efficiency.PYTORCH_PEFT),
                BATCH_TOKENS,
                SEQUENCES,
                CONTEXT,
                kvTokens(samples.max()),
                model.layers(),
                LANES,
                samples);
    }
}
