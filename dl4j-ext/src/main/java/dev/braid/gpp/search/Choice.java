package dev.braid.gpp.search;

/** How a point was reached: one step, and the point it was taken from; the base has none. Places are within the kind of node. */
sealed interface Choice {
    Point rest();

    /** One stage of the positions from {@code from} to before {@code to}, counted from the node's start. */
    record Run(int from, int to, int degree, int microBatch, Point rest) implements Choice {}

    /** A child of a chain, cut further. */
    record Inner(int child, Point solution, Point rest) implements Choice {}

    /** Some branches of a fork as one stage. */
    record Group(int group, int degree, int microBatch, Point rest) implements Choice {}

    /** One branch of a fork, cut further. */
    record Solo(int group, Point solution, Point rest) implements Choice {}
}
