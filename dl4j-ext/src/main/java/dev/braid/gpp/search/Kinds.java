package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Numbers for the isomorphism classes of laid-out subtrees: equal numbers for equal operators, equal edges inside and
 * equal bytes over the border, position by position.
 */
final class Kinds {
    private record Costs(Work forward, Work inputGradient, Work weightGradient, double parameters, double saved) {}

    private static final int OUTSIDE = -1;

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
        long[][] leaving = new long[graph.successors(operator).length][];
        for (int i = 0; i < leaving.length; i++) {
            int next = layout.positionOf(graph.successors(operator)[i]);
            leaving[i] = edge(next < to ? next - from : OUTSIDE, graph.outputBytes(operator)[i]);
        }
        signature.add(leaving);
        signature.add(IntStream.of(graph.predecessors(operator))
                .filter(previous -> layout.positionOf(previous) < from)
                .mapToObj(previous -> edge(OUTSIDE, graph.edgeBytes(previous, operator)))
                .toArray(long[][]::new));
    }

    private static long[] edge(int end, double bytes) {
        return new long[] {end, Double.doubleToLongBits(bytes)};
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

        /** Edges, in whatever order they come. */
        void add(long[][] edges) {
            Arrays.sort(edges, Arrays::compare);
            add(edges.length);
            for (long[] edge : edges) {
                add(edge[0]);
                add(edge[1]);
            }
        }

        LongBuffer key() {
            return LongBuffer.wrap(Arrays.copyOf(values, size));
        }
    }
}
