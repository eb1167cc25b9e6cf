package dev.braid.gpp.rival;

import dev.braid.gpp.cost.CostGraph;
import java.util.Arrays;

/**
 * The ends of one topological order: number {@code i} holds the last {@code i} nodes. The order is depth first, so a
 * branch is left only when it is done, and few tensors cross a cut.
 */
final class Suffixes implements NestedSets {
    private final int[] order;

    Suffixes(CostGraph graph) {
        order = order(graph);
    }

    /** Of parallel branches, the one given first comes first. */
    static int[] order(CostGraph graph) {
        int size = graph.size();
        int[][] successors = new int[size][];
        int roots = 0;
        for (int node = 0; node < size; node++) {
            successors[node] = reversed(graph.successors(node));
            roots += graph.predecessors(node).length == 0 ? 1 : 0;
        }
        int[] sources = new int[roots];
        for (int node = 0; node < size; node++) {
            if (graph.predecessors(node).length == 0) {
                sources[--roots] = node;
            }
        }
        return DepthFirst.order(successors, sources);
    }

    private static int[] reversed(int[] numbers) {
        int[] reversed = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            reversed[i] = numbers[numbers.length - 1 - i];
        }
        return reversed;
    }

    @Override
    public int count() {
        return order.length + 1;
    }

    @Override
    public boolean nested(int subset, int set) {
        return subset <= set;
    }

    @Override
    public int difference(int set, int subset, int[] nodes) {
        System.arraycopy(order, order.length - set, nodes, 0, set - subset);
        Arrays.sort(nodes, 0, set - subset);
        return set - subset;
    }
}
