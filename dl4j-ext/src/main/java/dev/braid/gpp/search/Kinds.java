package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for the isomorphism classes of laid-out subtrees: equal numbers for equal operators, equal edges inside and
 * equal bytes over the border, position by position.
 */
final class Kinds {
    private record Costs(Work forward, Work inputGradient, Work weightGradient, double parameters, double saved) {}

    private final Layout layout;
    private final int[] costs;
    private final Map<LongBuffer, Integer> numbers = new HashMap<>();

    Kinds(Layout layout) {
        this.layout = layout;
        costs = new int[layout.size()];
        Map<Costs, Integer> distinct = new HashMap<>();
        for (int at = 0; at < costs.length; at++) {
            Operator o = layout.graph().operator(layout.operatorAt(at));
            Costs key =
                    new Costs(o.forward(), o.inputGradient(), o.weightGradient(), o.parameterBytes(), o.savedBytes());
            costs[at] = distinct.computeIfAbsent(key, k -> distinct.size());
        }
    }

    int of(Class<? extends Node> type, int from, int to, List<Node> children) {
        Signature signature = new Signature();
        signature.add(type.getSimpleName().hashCode());
        signature.add(children.size());
        children.forEach(child -> signature.add(child.kind()));
        for (int at = from; at < to; at++) {
            describe(at, from, to, signature);
        }
        return numbers.computeIfAbsent(signature.key(), key -> numbers.size());
    }

    private void describe(int at, int from, int to, Signature signature) {
        CostGraph graph = layout.graph();
        int operator = layout.operatorAt(at);
        signature.add(costs[at]);
        long[] inside = new long[graph.successors(operator).length * 2];
        int used = 0;
        for (int i = 0; i < graph.successors(operator).length; i++) {
            int next = layout.positionOf(graph.successors(operator)[i]);
            long bytes = Double.doubleToLongBits(graph.outputBytes(operator)[i]);
            boolean leaves = next >= to;
            inside[used++] = leaves ? -1 : next - from;
            inside[used++] = bytes;
        }
        sortPairs(inside);
        signature.add(used);
        signature.addAll(inside);
        for (int previous : graph.predecessors(operator)) {
            if (layout.positionOf(previous) < from) {
                signature.add(-2);
                signature.add(Double.doubleToLongBits(graph.edgeBytes(previous, operator)));
            }
        }
    }

    private static void sortPairs(long[] pairs) {
        long[][] rows = new long[pairs.length / 2][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new long[] {pairs[2 * i], pairs[2 * i + 1]};
        }
        Arrays.sort(rows, Arrays::compare);
        for (int i = 0; i < rows.length; i++) {
            pairs[2 * i] = rows[i][0];
            pairs[2 * i + 1] = rows[i][1];
        }
    }

    /** Numbers that grow at the end. */
    private static final class Signature {
        private long[] values = new long[64];
        private int size;

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        void addAll(long[] more) {
            for (long value : more) {
                add(value);
            }
        }

        LongBuffer key() {
            return LongBuffer.wrap(Arrays.copyOf(values, size));
        }
    }
}
