package dev.braid.jobs.train;

import dev.braid.jobs.exchange.GradientTree;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The place where a job's parameters and the optimizer's moments live, and where a step's gradients become the next
 * version of them. Implementations differ in where that is; all sum in the {@link GradientTree} and give the same bits.
 * Called by the thread that runs the steps.
 */
public interface GradientExchange extends AutoCloseable {
    /** Number of trainable parameters. */
    int parameters();

    /** Leases that a step should have at least, so that every executor gets some. */
    int tasks();

    /** Goes to a checkpoint; where there is none, to the first parameters, before any step. */
    void restore(Optional<Checkpoint> checkpoint);

    /**
     * Runs the leases of one optimizer step on the version that they name, and makes the next version of their gradients.
     *
     * @throws DivergedException when the gradient is not finite; nothing is changed then
     * @throws StateLostException when the version was lost
     */
    SummedStep step(List<LeaseBlock> leases, double learningRate);

    /**
     * Runs leases that only evaluate.
     *
     * @return mean negative log-likelihood per target, nats
     */
    double evaluate(List<LeaseBlock> leases);

    /** Makes the adapter's name mean the present version, that of this step, on every executor. */
    void publish(long step);

    /**
     * Makes the adapter's name mean the newest version not after {@code step} that is kept, without training on it.
     *
     * @return its step; empty when none is kept
     */
    default OptionalLong republish(long step) {
        return OptionalLong.empty();
    }

    /** A copy of what would have to be saved now. */
    ParameterState state();

    @Override
    void close();
}
