package dev.braid.gpp.rival;

import java.util.BitSet;

/** Which nodes of a directed acyclic graph lie on a path from or to a node; the node itself does not. */
final class Reachable {
    final BitSet[] before;
    final BitSet[] after;

    Reachable(int[][] successors) {
        int size = successors.length;
        before = sets(size);
        after = sets(size);
        int[] order = topological(successors);
        for (int node : order) {
            for (int successor : successors[node]) {
                before[successor].set(node);
                before[successor].or(before[node]);
            }
        }
        for (int i = size - 1; i >= 0; i--) {
            for (int successor : successors[order[i]]) {
                after[order[i]].set(successor);
                after[order[i]].or(after[successor]);
            }
        }
    }

    private static BitSet[] sets(int size) {
        BitSet[] sets = new BitSet[size];
        for (int i = 0; i < size; i++) {
            sets[i] = new BitSet(size);
        }
        return sets;
    }

    /** All nodes, predecessors before their successors; of those that are ready, the one that became so first. */
    static int[] topological(int[][] successors) {
        int[] waits = new int[successors.length];
        for (int[] of : successors) {
            for (int successor : of) {
                waits[successor]++;
            }
        }
        int[] order = new int[waits.length];
        int end = 0;
        for (int node = 0; node < waits.length; node++) {
            if (waits[node] == 0) {
                order[end++] = node;
            }
        }
        for (int i = 0; i < end; i++) {
            for (int successor : successors[order[i]]) {
                if (--waits[successor] == 0) {
                    order[end++] = successor;
                }
            }
        }
        if (end < order.length) {
            throw new IllegalArgumentException((order.length - end) + " nodes are on or behind a cycle");
        }
        return order;
    }
}
