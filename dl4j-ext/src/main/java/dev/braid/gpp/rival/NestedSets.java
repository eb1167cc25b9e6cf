package dev.braid.gpp.rival;

/**
 * Sets of a graph's nodes that hold every successor of their nodes: where a pipeline may be cut. Number 0 is the empty
 * set, the last is the whole graph, and a set has a higher number than each of its subsets among them.
 */
interface NestedSets {
    int count();

    /** Whether the first is a subset of the second; of two different ones, only a lower number can be. */
    boolean nested(int subset, int set);

    /** Writes the nodes of {@code set} that are not in {@code subset}, ascending; returns how many. */
    int difference(int set, int subset, int[] nodes);
}
