package dev.braid.gpp.cost;

import java.util.BitSet;

/**
 * What crosses the border of a set of operators, per sample.
 *
 * @param inEdges number of edges that enter the set
 * @param inBytes of their tensors
 */
public record CutBytes(int inEdges, double inBytes, int outEdges, double outBytes) {
    public static CutBytes of(CostGraph graph, BitSet operators) {
        int in = 0;
        int out = 0;
        double inBytes = 0;
        double outBytes = 0;
        for (int i = operators.nextSetBit(0); i >= 0; i = operators.nextSetBit(i + 1)) {
            for (int from : graph.predecessors(i)) {
                if (!operators.get(from)) {
                    in++;
                    inBytes += graph.edgeBytes(from, i);
                }
            }
            int[] successors = graph.successors(i);
            for (int s = 0; s < successors.length; s++) {
                if (!operators.get(successors[s])) {
                    out++;
                    outBytes += graph.outputBytes(i)[s];
                }
            }
        }
        return new CutBytes(in, inBytes, out, outBytes);
    }
}
