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
        collect(layout, chain, entering, leaving);
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

    private static void collect(Layout layout, Chain chain, List<List<Arc>> entering, List<List<Arc>> leaving) {
        CostGraph graph = layout.graph();
        int[] childAt = new int[chain.to() - chain.from()];
        for (int child = 0; child < chain.children().size(); child++) {
            Node node = chain.children().get(child);
            Arrays.fill(childAt, node.from() - chain.from(), node.to() - chain.from(), child);
        }
        for (int at = chain.from(); at < chain.to(); at++) {
            int operator = layout.operatorAt(at);
            int child = childAt[at - chain.from()];
            for (int i = 0; i < graph.successors(operator).length; i++) {
                int next = layout.positionOf(graph.successors(operator)[i]);
                int other = next < chain.to() ? childAt[next - chain.from()] : entering.size();
                if (other != child) {
                    Arc arc = new Arc(child, other, graph.outputBytes(operator)[i]);
                    leaving.get(child).add(arc);
                    if (other < entering.size()) {
                        entering.get(other).add(arc);
                    }
                }
            }
            for (int previous : graph.predecessors(operator)) {
                if (layout.positionOf(previous) < chain.from()) {
                    entering.get(child).add(new Arc(-1, child, graph.edgeBytes(previous, operator)));
                }
            }
        }
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
        for (int last = first; last < entering.size(); last++) {
            for (Arc arc : entering.get(last)) {
                if (arc.from() < first) {
                    inEdges++;
                    inBytes += arc.bytes();
                } else {
                    outEdges--;
                    outBytes -= arc.bytes();
                }
            }
            for (Arc arc : leaving.get(last)) {
                outEdges++;
                outBytes += arc.bytes();
            }
            outBytes = outEdges == 0 ? 0 : Math.max(0, outBytes);
            edges[first][last - first] = inEdges + outEdges;
            in[first][last - first] = inBytes;
            out[first][last - first] = outBytes;
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
