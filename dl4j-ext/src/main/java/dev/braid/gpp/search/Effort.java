package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;

/**
 * How much a search tries, by the size of the problem: everything for small ones, so that they are solved exactly, and
 * for others what keeps the time within bounds.
 *
 * @param degrees of data parallelism
 * @param mixing of micro-batches within one plan
 * @param chainLength children of a chain before neighbours are bundled
 */
record Effort(Degrees degrees, Mixing mixing, int chainLength) {
    enum Mixing {
        /** Every stage any size. */
        ALL_SIZES,
        /** The best size of one for all, its half and its double. */
        NEIGHBOURS
    }

    static Effort of(Problem problem) {
        int devices = problem.topology().devices();
        boolean small = devices <= 8 && problem.graph().size() <= 32 && problem.training().miniBatch() <= 64;
        return new Effort(
                devices <= 16 ? Degrees.ALL : Degrees.SPARSE, small ? Mixing.ALL_SIZES : Mixing.NEIGHBOURS, 1024);
    }
}
