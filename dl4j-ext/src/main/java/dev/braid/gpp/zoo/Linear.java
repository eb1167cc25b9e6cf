package dev.braid.gpp.zoo;

import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import java.util.Set;

/**
 * A matrix product with bias, {@code [rows, in] x [in, out]}. Each gradient is as much arithmetic as forward; the weight
 * gradient is read and written, because micro-batches add up.
 *
 * @param rows of one sample: tokens, or 1
 * @param width bytes of an element
 */
record Linear(long in, long out, long rows, int width, Set<Trait> traits) {
    private static final int NORM_STATISTICS = 2;

    Linear {
        traits = Set.copyOf(traits);
    }

    Operator operator(String id) {
        Work none = Work.NONE;
        return new Operator(
                id,
                new Work.Counted(flops(), parameters() * width, forwardElements() * width),
                needsInputGradient() ? new Work.Counted(flops(), parameters() * width, backElements() * width) : none,
                new Work.Counted(flops(), 2 * parameters() * width, rows * (in + out) * width),
                parameters() * width,
                savedElements() * width);
    }

    double flops() {
        return 2.0 * rows * in * out;
    }

    double parameters() {
        return (double) in * out + out + (has(Trait.NORM) ? 2 * in : 0);
    }

    /** The weights of a norm need the gradient of what they made. */
    private boolean needsInputGradient() {
        return !has(Trait.FROM_DATA) || has(Trait.NORM);
    }

    private double forwardElements() {
        return (double) rows * (in + out)
                + (has(Trait.NORM) ? 2.0 * rows * in : 0)
                + (has(Trait.RESIDUAL) ? rows * out : 0);
    }

    private double backElements() {
        return (double) rows * (in + out)
                + (has(Trait.NORM) ? 2.0 * rows * in : 0)
                + (has(Trait.RELU) ? rows * out : 0);
    }

    private double savedElements() {
        double saved = (double) rows * out;
        saved += has(Trait.NORM) ? rows * (in + NORM_STATISTICS) : 0;
        return saved + (has(Trait.FROM_DATA) ? rows * in : 0);
    }

    private boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
