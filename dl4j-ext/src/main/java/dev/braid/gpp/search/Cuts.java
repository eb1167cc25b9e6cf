package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.search.Node.Chain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What crosses the border of every run of a chain's children, per sample; worked out once, since no plan changes it. */
final class Cuts {
    /** An edge of the graph that has an end in the chain: places of children, or one before and one after them all. */
    private record Arc(int from, int to, double bytes) {}

    private final int[][] edges;
    private final double[][] in;
    private final double[][] out;

    Cuts(Layout layout, Chain chain) {
        int children = chain.children().size();
        edges = new int[children][];
        in = new double[children][];
        out = new double[children][];
        List<List<Arc>> entering = lists(children);
        List<List<Arc>> leaving = lists(children);
        for (Arc arc : arcs(layout, chain)) {
            if (arc.from() >= 0) {
                leaving.get(arc.from()).add(arc);
            }
            if (arc.to() < children) {
                entering.get(arc.to()).add(arc);
            }
        }
        for (int first = 0; first < children; first++) {
            sweep(first, entering, leaving);
        }
    }

    private static List<List<Arc>> lists(int count) {
        List<List<Arc>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    private static List<Arc> arcs(Layout layout, Chain chain) {
        CostGraph graph = layout.graph();
        int[] childAt = childAt(chain);
        List<Arc> arcs = new ArrayList<>();
        for (int at = chain.from(); at < chain.to(); at++) {
            int operator = layout.operatorAt(at);
            int child = childAt[at - chain.from()];
            for (int i = 0; i < graph.successors(operator).length; i++) {
                int next = layout.positionOf(graph.successors(operator)[i]);
                int other = next < chain.to()
                        ? childAt[next - chain.from()]
                        : chain.children().size();
                if (other != child) {
                    arcs.add(new Arc(child, other, graph.outputBytes(operator)[i]));
                }
            }
            for (int previous : graph.predecessors(operator)) {
                if (layout.positionOf(previous) < chain.from()) {
                    arcs.add(new Arc(-1, child, graph.edgeBytes(previous, operator)));
                }
            }
        }
        return arcs;
    }

    /** The child that holds each position, counted from the chain's start. */
    private static int[] childAt(Chain chain) {
        int[] childAt = new int[chain.to() - chain.from()];
        for (int child = 0; child < chain.children().size(); child++) {
            Node node = chain.children().get(child);
            Arrays.fill(childAt, node.from() - chain.from(), node.to() - chain.from(), child);
        }
        return childAt;
    }

    /** All runs that start with one child: the next child's edges enter, leave, or are no longer cut. */
    private void sweep(int first, List<List<Arc>> entering, List<List<Arc>> leaving) {
        int runs = entering.size() - first;
        edges[first] = new int[runs];
        in[first] = new double[runs];
        out[first] = new double[runs];
        int inEdges = 0;
        int outEdges = 0;
        double inBytes = 0;
        double outBytes = 0;
        for (int run = 0; run < runs; run++) {
            for (Arc arc : entering.get(first + run)) {
                boolean inside = arc.from() >= first;
                inEdges += inside ? 0 : 1;
                inBytes += inside ? 0 : arc.bytes();
                outEdges -= inside ? 1 : 0;
                outBytes -= inside ? arc.bytes() : 0;
            }
            for (Arc arc : leaving.get(first + run)) {
                outEdges++;
                outBytes += arc.bytes();
            }
            // what subtraction leaves of nothing is a rounding error
            outBytes = outEdges == 0 ? 0 : Math.max(0, outBytes);
            edges[first][run] = inEdges + outEdges;
            in[first][run] = inBytes;
            out[first][run] = outBytes;
        }
    }

    /** Edges cut by the children from {@code first} to before {@code end}. */
    int edges(int first, int end) {
        return edges[first][end - first - 1];
    }

    double inBytes(int first, int end) {
        return in[first][end - first - 1];
    }

    double outBytes(int first, int end) {
        return out[first][end - first - 1];
    }
}
