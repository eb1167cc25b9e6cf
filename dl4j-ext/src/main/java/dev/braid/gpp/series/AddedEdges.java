package dev.braid.gpp.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The edges of a tree's transitive reduction that the graph did not order already. */
final class AddedEdges {
    private final Precedence order;
    private final List<AddedEdge> added = new ArrayList<>();

    private AddedEdges(Precedence order) {
        this.order = order;
    }

    static List<AddedEdge> of(SpTree tree, Precedence order) {
        AddedEdges edges = new AddedEdges(order);
        edges.visit(tree);
        edges.added.sort(Comparator.comparingInt(AddedEdge::from).thenComparingInt(AddedEdge::to));
        return edges.added;
    }

    /** Adds what joins neighbours of a series; gives the first and the last operators of the tree. */
    private Ends visit(SpTree tree) {
        if (tree instanceof SpTree.Leaf leaf) {
            return new Ends(List.of(leaf.operator()), List.of(leaf.operator()));
        }
        if (tree instanceof SpTree.Series series) {
            List<Ends> ends = new ArrayList<>();
            for (SpTree child : series.children()) {
                ends.add(visit(child));
            }
            for (int i = 1; i < ends.size(); i++) {
                join(ends.get(i - 1).last(), ends.get(i).first());
            }
            return new Ends(ends.get(0).first(), ends.get(ends.size() - 1).last());
        }
        List<Integer> first = new ArrayList<>();
        List<Integer> last = new ArrayList<>();
        for (SpTree child : ((SpTree.Parallel) tree).children()) {
            Ends ends = visit(child);
            first.addAll(ends.first());
            last.addAll(ends.last());
        }
        return new Ends(first, last);
    }

    private void join(List<Integer> last, List<Integer> first) {
        for (int from : last) {
            for (int to : first) {
                if (!order.precedes(from, to)) {
                    added.add(new AddedEdge(from, to));
                }
            }
        }
    }

    private record Ends(List<Integer> first, List<Integer> last) {}
}
