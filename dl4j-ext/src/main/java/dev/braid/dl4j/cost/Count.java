package dev.braid.dl4j.cost;

/**
 * What is counted of one vertex, per sample, beside reading its arguments and writing its result.
 *
 * @param weightFlops of products with weights, forward; each of the two gradients has as many
 * @param productFlops of products between activations, forward; backward has twice as many and no weight gradient
 * @param keptElements that backward reads and neither the argument nor the result is
 * @param passes elements that forward reads or writes in between, and backward again
 * @param basis whether the layer is known
 */
record Count(double weightFlops, double productFlops, double keptElements, double passes, Basis basis) {
    enum Basis {
        /** The count follows the layer. */
        KNOWN,
        /** Each parameter is used once per sample: a guess. */
        ASSUMED
    }

    /** Nothing but its argument and result. */
    static final Count COPY = new Count(0, 0, 0, 0, Basis.KNOWN);

    /** Two operations for each weight at each position. */
    static Count product(double weights, double positions) {
        return new Count(2 * weights * positions, 0, 0, 0, Basis.KNOWN);
    }

    static Count assumed(double parameters, double positions) {
        return new Count(2 * parameters * positions, 0, 0, 0, Basis.ASSUMED);
    }

    Count keeping(double elements) {
        return new Count(weightFlops, productFlops, elements, 2 * elements, basis);
    }

    Count twice() {
        return new Count(2 * weightFlops, 2 * productFlops, 2 * keptElements, 2 * passes, basis);
    }
}
