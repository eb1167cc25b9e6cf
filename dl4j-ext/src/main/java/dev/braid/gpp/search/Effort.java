package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;

/**
 * How much a search tries, by the size of the problem: everything for small ones, so that they are solved exactly, and
 * for others what keeps the time within bounds.
 *
 * @param degrees of data parallelism
 * @param mixing of micro-batches within one plan
 * @param chainLength children of a chain before neighbours are bundled ({@link Bundling})
 * @param forkSteps steps of a search over all groupings of a fork's branches; above it, groups are neighbours
 */
record Effort(Degrees degrees, Mixing mixing, int chainLength, int forkSteps) {
    enum Mixing {
        /** Every stage any size. */
        ALL_SIZES,
        /** The size that is best for all stages, with smaller ones and the next larger. */
        NEIGHBOURS
    }

    static Effort of(Problem problem) {
        int devices = problem.topology().devices();
        int operators = problem.graph().size();
        boolean small = devices <= 8 && operators <= 32 && problem.training().miniBatch() <= 64;
        Degrees many = devices * operators <= 1 << 15 ? Degrees.FASTER : Degrees.SPARSE;
        return new Effort(
                devices <= 16 ? Degrees.ALL : many, small ? Mixing.ALL_SIZES : Mixing.NEIGHBOURS, 1024, 20_000);
    }
}
