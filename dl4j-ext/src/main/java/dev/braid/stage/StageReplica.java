package dev.braid.stage;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One replica of a stage with its weights. For each mini-batch: {@link #begin}, for each micro-batch a forward and later
 * a backward, {@link #update}. Micro-batches are numbered from 0 within the mini-batch; several may be between forward
 * and backward at a time. One thread owns it.
 */
public interface StageReplica extends AutoCloseable {
    /** How the backward pass of a stage may be done. */
    enum BackwardKind {
        /** {@link #backward} only. */
        WHOLE,
        /** Also {@link #backwardInput}, then {@link #backwardWeight}. */
        SPLIT
    }

    StageBorder border();

    BackwardKind backwardKind();

    /**
     * Begins a mini-batch: the sums of gradients and losses are zero from here.
     *
     * @param iteration updates done before, over the whole life of the model; seeds what is random in it, so that an
     *     iteration that is done again draws the same
     * @param epoch passes over the dataset done before
     */
    void begin(long iteration, int epoch);

    /**
     * The forward pass. What it returns, and the inputs it was given, must stay as they are until all of this micro-batch's
     * backward has returned.
     *
     * @param inputs in the order of {@link StageBorder#inputs}, all with the same number of samples
     * @param labels in the order of {@link StageBorder#labels}
     * @return the outputs, in their order
     */
    List<Samples> forward(int microBatch, List<Samples> inputs, List<Samples> labels);

    /**
     * The backward pass; adds to the sum of the weights' gradients.
     *
     * @param outputGradients in the order of {@link StageBorder#outputs}; may be overwritten
     * @return gradients of {@link StageBorder#received}, in that order
     */
    List<Samples> backward(int microBatch, List<Samples> outputGradients);

    /** The part of {@link #backward} that earlier stages wait for. */
    List<Samples> backwardInput(int microBatch, List<Samples> outputGradients);

    /** The part that only the update waits for. */
    void backwardWeight(int microBatch);

    ElementType parameterType();

    /**
     * The sum over this mini-batch's samples so far of the weights' gradients: a flat direct buffer, of {@link
     * #parameterType}, the same layout in all replicas of the stage. Written by who adds the other replicas' sums.
     */
    ByteBuffer gradientSum();

    /**
     * Applies the update rule to the weights.
     *
     * @param samples of the whole mini-batch, which the sums are divided by
     * @param replicas whose sums were added up
     */
    void update(int samples, int replicas);

    /** Sum over this replica's samples of this mini-batch of the losses of the stage's output layers. */
    double lossSum();

    /** The penalties on this stage's weights (L1, L2), as they count once per mini-batch in the score. */
    double penalty();

    /** A copy of weights and updater state. */
    StageState state();

    /** Replaces weights and updater state; refuses what does not fit, by name. */
    void load(StageState state);

    @Override
    void close();
}
