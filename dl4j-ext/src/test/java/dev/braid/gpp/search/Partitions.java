package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.series.SpTree;
import java.util.ArrayList;
import java.util.List;

/** All ways to cut a small graph into stages, each stage a set of operator numbers in the bits of an int. */
final class Partitions {
    private Partitions() {}

    /** Those that the recursion over a series-parallel tree reaches. */
    static List<List<Integer>> of(SpTree tree) {
        List<List<Integer>> all = new ArrayList<>();
        if (tree instanceof SpTree.Leaf) {
            all.add(List.of(mask(tree)));
        } else if (tree instanceof SpTree.Series series) {
            runs(series.children(), 0, List.of(), all);
        } else if (tree instanceof SpTree.Parallel parallel) {
            groups(parallel.children(), (1 << parallel.children().size()) - 1, List.of(), all);
        }
        return all;
    }

    private static int mask(SpTree tree) {
        return (int) tree.operators().toLongArray()[0];
    }

    private static void runs(List<SpTree> children, int from, List<Integer> before, List<List<Integer>> all) {
        if (from == children.size()) {
            all.add(before);
            return;
        }
        int run = 0;
        for (int to = from; to < children.size(); to++) {
            run |= mask(children.get(to));
            runs(children, to + 1, with(before, List.of(run)), all);
        }
        for (List<Integer> inner : of(children.get(from))) {
            if (inner.size() > 1) {
                runs(children, from + 1, with(before, inner), all);
            }
        }
    }

    private static void groups(List<SpTree> children, int left, List<Integer> before, List<List<Integer>> all) {
        if (left == 0) {
            all.add(before);
            return;
        }
        int first = Integer.lowestOneBit(left);
        for (int group = left; group > 0; group = (group - 1) & left) {
            if ((group & first) == 0) {
                continue;
            }
            int stage = 0;
            for (int i = 0; i < children.size(); i++) {
                stage |= (group >> i & 1) == 1 ? mask(children.get(i)) : 0;
            }
            groups(children, left & ~group, with(before, List.of(stage)), all);
            if (group == first) {
                for (List<Integer> inner : of(children.get(Integer.numberOfTrailingZeros(first)))) {
                    if (inner.size() > 1) {
                        groups(children, left & ~group, with(before, inner), all);
                    }
                }
            }
        }
    }

    private static List<Integer> with(List<Integer> before, List<Integer> more) {
        List<Integer> both = new ArrayList<>(before);
        both.addAll(more);
        return both;
    }

    /** All whose stages, joined by the graph's edges, have no cycle: their stages are convex. */
    static List<List<Integer>> convex(CostGraph graph, int mostStages) {
        List<List<Integer>> all = new ArrayList<>();
        grow(Order.ofEdges(graph), 0, new ArrayList<>(), mostStages, all);
        return all;
    }

    private static void grow(Order order, int next, List<Integer> stages, int most, List<List<Integer>> all) {
        if (next == order.after().length) {
            List<Integer> sorted = order.sorted(stages);
            if (sorted.size() == stages.size()) {
                all.add(sorted);
            }
            return;
        }
        for (int i = 0; i < stages.size(); i++) {
            int old = stages.get(i);
            stages.set(i, old | 1 << next);
            grow(order, next + 1, stages, most, all);
            stages.set(i, old);
        }
        if (stages.size() < most) {
            stages.add(1 << next);
            grow(order, next + 1, stages, most, all);
            stages.remove(stages.size() - 1);
        }
    }
}
