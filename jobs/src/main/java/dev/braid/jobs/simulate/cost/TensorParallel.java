package dev.braid.jobs.simulate.cost;

/** Over how many GPUs each layer's matrices and heads are divided; 1 is no division. */
public record TensorParallel(int degree) {
    public TensorParallel {
        Checks.atLeastOne("degree", degree);
    }

    /** The share of a tensor's bytes that each GPU sends in a ring all-reduce of it. */
    double ringShare() {
        return 2.0 * (degree - 1) / degree;
    }
}
