package dev.braid.gpp.rival;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.CutBytes;

/**
 * What crosses the border of the difference of two nested sets: computed once where there are few of them, each time
 * where they would fill the memory. One thread at a time.
 */
final class Borders {
    private static final int MOST_KEPT = 2_000_000;

    private final CostGraph graph;
    private final NestedSets sets;
    private final double[][] inputBytes;
    private final boolean[] inside;
    private final int[] nodes;
    private final CutBytes[][] kept;

    Borders(CostGraph graph, NestedSets sets) {
        this.graph = graph;
        this.sets = sets;
        inputBytes = new double[graph.size()][];
        for (int node = 0; node < inputBytes.length; node++) {
            int[] from = graph.predecessors(node);
            inputBytes[node] = new double[from.length];
            for (int i = 0; i < from.length; i++) {
                inputBytes[node][i] = graph.edgeBytes(from[i], node);
            }
        }
        inside = new boolean[graph.size()];
        nodes = new int[graph.size()];
        boolean few = (long) sets.count() * sets.count() / 2 <= MOST_KEPT;
        kept = few ? new CutBytes[sets.count()][] : null;
    }

    CutBytes of(int set, int subset) {
        if (kept == null) {
            return cut(set, subset);
        }
        if (kept[set] == null) {
            kept[set] = new CutBytes[set];
        }
        if (kept[set][subset] == null) {
            kept[set][subset] = cut(set, subset);
        }
        return kept[set][subset];
    }

    private CutBytes cut(int set, int subset) {
        int count = sets.difference(set, subset, nodes);
        mark(count, true);
        int in = 0;
        int out = 0;
        double inBytes = 0;
        double outBytes = 0;
        for (int n = 0; n < count; n++) {
            int[] from = graph.predecessors(nodes[n]);
            for (int i = 0; i < from.length; i++) {
                if (!inside[from[i]]) {
                    in++;
                    inBytes += inputBytes[nodes[n]][i];
                }
            }
            int[] to = graph.successors(nodes[n]);
            for (int i = 0; i < to.length; i++) {
                if (!inside[to[i]]) {
                    out++;
                    outBytes += graph.outputBytes(nodes[n])[i];
                }
            }
        }
        mark(count, false);
        return new CutBytes(in, inBytes, out, outBytes);
    }

    private void mark(int count, boolean value) {
        for (int i = 0; i < count; i++) {
            inside[nodes[i]] = value;
        }
    }
}
