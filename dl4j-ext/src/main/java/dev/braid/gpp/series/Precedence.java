package dev.braid.gpp.series;

import dev.braid.gpp.cost.CostGraph;
import java.util.BitSet;

/** Which operators come before which: the transitive closure of a graph. */
final class Precedence {
    private final BitSet[] before;
    private final BitSet[] after;

    Precedence(CostGraph graph) {
        int count = graph.size();
        before = new BitSet[count];
        after = new BitSet[count];
        for (int i = 0; i < count; i++) {
            before[i] = reached(graph.predecessors(i), before, count);
        }
        for (int i = count - 1; i >= 0; i--) {
            after[i] = reached(graph.successors(i), after, count);
        }
    }

    private static BitSet reached(int[] neighbours, BitSet[] known, int count) {
        BitSet reached = new BitSet(count);
        for (int neighbour : neighbours) {
            reached.set(neighbour);
            reached.or(known[neighbour]);
        }
        return reached;
    }

    boolean precedes(int first, int second) {
        return after[first].get(second);
    }

    /** Those of {@code set} that come before the operator. */
    BitSet before(int operator, BitSet set) {
        return common(before[operator], set);
    }

    /** Those of {@code set} that come after the operator. */
    BitSet after(int operator, BitSet set) {
        return common(after[operator], set);
    }

    /** Those of {@code set} that come before or after the operator. */
    BitSet comparable(int operator, BitSet set) {
        BitSet comparable = (BitSet) before[operator].clone();
        comparable.or(after[operator]);
        comparable.and(set);
        return comparable;
    }

    /** Those of {@code set} that are neither before nor after the operator, itself left out. */
    BitSet incomparable(int operator, BitSet set) {
        BitSet rest = (BitSet) set.clone();
        rest.andNot(before[operator]);
        rest.andNot(after[operator]);
        rest.clear(operator);
        return rest;
    }

    private static BitSet common(BitSet a, BitSet b) {
        BitSet common = (BitSet) a.clone();
        common.and(b);
        return common;
    }
}
