package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.series.SpTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Which operators come after which, as far as a plan's samples in flight depend on it.
 *
 * @param after bits of the operators after each
 */
record Order(int[] after) {
    /** By the graph's edges. */
    static Order ofEdges(CostGraph graph) {
        int[] after = new int[graph.size()];
        for (int from = 0; from < after.length; from++) {
            for (int to : graph.successors(from)) {
                after[from] |= 1 << to;
            }
        }
        return new Order(after);
    }

    /** By a series-parallel tree, the edges that a conversion added included. */
    static Order ofTree(CostGraph graph, SpTree tree) {
        Order order = new Order(new int[graph.size()]);
        order.add(tree);
        return order;
    }

    private int add(SpTree tree) {
        if (tree instanceof SpTree.Leaf leaf) {
            return 1 << leaf.operator();
        }
        boolean series = tree instanceof SpTree.Series;
        List<SpTree> children = series ? ((SpTree.Series) tree).children() : ((SpTree.Parallel) tree).children();
        int all = 0;
        for (SpTree child : children) {
            int operators = add(child);
            for (int i = 0; i < after.length && series; i++) {
                after[i] |= (all >> i & 1) == 1 ? operators : 0;
            }
            all |= operators;
        }
        return all;
    }

    /** Whether one stage waits for another. */
    boolean precedes(int stage, int other) {
        for (int i = 0; i < after.length; i++) {
            if ((stage >> i & 1) == 1 && (after[i] & other) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Stages so that none waits for a later one; fewer when there is a cycle. */
    List<Integer> sorted(List<Integer> stages) {
        List<Integer> left = new ArrayList<>(stages);
        List<Integer> sorted = new ArrayList<>();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Integer stage : List.copyOf(left)) {
                if (left.stream().noneMatch(other -> !other.equals(stage) && precedes(other, stage))) {
                    sorted.add(stage);
                    left.remove(stage);
                    moved = true;
                }
            }
        }
        return sorted;
    }
}
