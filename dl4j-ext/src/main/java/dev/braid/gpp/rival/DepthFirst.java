package dev.braid.gpp.rival;

import java.util.ArrayDeque;
import java.util.Arrays;

/** The topological order that a depth-first walk leaves: a node before everything that is reached from it. */
final class DepthFirst {
    private DepthFirst() {}

    /** Nodes that no root reaches are left out. Later roots, and later successors, come earlier. */
    static int[] order(int[][] successors, int[] roots) {
        int[] order = new int[successors.length];
        int begin = order.length;
        int[] taken = new int[successors.length];
        boolean[] seen = new boolean[successors.length];
        ArrayDeque<Integer> path = new ArrayDeque<>();
        for (int root : roots) {
            visit(root, seen, path);
            while (!path.isEmpty()) {
                int node = path.peek();
                if (taken[node] < successors[node].length) {
                    visit(successors[node][taken[node]++], seen, path);
                } else {
                    order[--begin] = path.pop();
                }
            }
        }
        return Arrays.copyOfRange(order, begin, order.length);
    }

    private static void visit(int node, boolean[] seen, ArrayDeque<Integer> path) {
        if (!seen[node]) {
            seen[node] = true;
            path.push(node);
        }
    }
}
