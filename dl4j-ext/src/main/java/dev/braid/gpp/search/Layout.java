package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.CutBytes;
import dev.braid.gpp.search.Node.Bundle;
import dev.braid.gpp.search.Node.Chain;
import dev.braid.gpp.search.Node.Fork;
import dev.braid.gpp.series.SpTree;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The operators of a graph in a row, in the order of its series-parallel tree, so that every subtree and every run of a
 * series' children is a range of positions.
 */
final class Layout {
    private final CostGraph graph;
    private final int[] operatorAt;
    private final int[] positionOf;
    private final Kinds kinds;
    private final Node root;
    private int placed;

    Layout(CostGraph graph, SpTree tree, Bundling bundling) {
        this.graph = graph;
        operatorAt = new int[graph.size()];
        positionOf = new int[graph.size()];
        place(tree);
        kinds = new Kinds(this);
        root = build(tree, bundling);
    }

    private void place(SpTree tree) {
        if (tree instanceof SpTree.Leaf leaf) {
            positionOf[leaf.operator()] = placed;
            operatorAt[placed++] = leaf.operator();
        } else {
            children(tree).forEach(this::place);
        }
    }

    private static List<SpTree> children(SpTree tree) {
        if (tree instanceof SpTree.Series series) {
            return series.children();
        }
        return tree instanceof SpTree.Parallel parallel ? parallel.children() : List.of();
    }

    private Node build(SpTree tree, Bundling bundling) {
        if (tree instanceof SpTree.Leaf leaf) {
            int at = positionOf[leaf.operator()];
            return bundle(at, at + 1);
        }
        List<Node> children = new ArrayList<>();
        for (SpTree child : children(tree)) {
            children.add(build(child, bundling));
        }
        int from = children.get(0).from();
        int to = children.get(children.size() - 1).to();
        if (tree instanceof SpTree.Parallel) {
            return new Fork(from, to, kinds.of(Fork.class, from, to, children), border(from, to), children);
        }
        List<Node> kept = bundling.bundled(this, children);
        return new Chain(from, to, kinds.of(Chain.class, from, to, kept), border(from, to), kept);
    }

    /** A node that is never cut. */
    Bundle bundle(int from, int to) {
        return new Bundle(from, to, kinds.of(Bundle.class, from, to, List.of()), border(from, to));
    }

    private CutBytes border(int from, int to) {
        return CutBytes.of(graph, operators(from, to));
    }

    /** The operators at the positions from {@code from} to before {@code to}. */
    BitSet operators(int from, int to) {
        BitSet operators = new BitSet();
        for (int at = from; at < to; at++) {
            operators.set(operatorAt[at]);
        }
        return operators;
    }

    CostGraph graph() {
        return graph;
    }

    Node root() {
        return root;
    }

    int size() {
        return operatorAt.length;
    }

    int operatorAt(int position) {
        return operatorAt[position];
    }

    int positionOf(int operator) {
        return positionOf[operator];
    }
}
