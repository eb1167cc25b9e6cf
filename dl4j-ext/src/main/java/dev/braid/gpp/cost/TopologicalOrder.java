package dev.braid.gpp.cost;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Operators in an order that no edge goes against: of those that are ready, the one given first comes first. */
final class TopologicalOrder {
    private final List<Operator> operators;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<List<Integer>> successors = new ArrayList<>();
    private final int[] waitsFor;

    private TopologicalOrder(List<Operator> operators) {
        this.operators = operators;
        this.waitsFor = new int[operators.size()];
        for (int i = 0; i < operators.size(); i++) {
            if (places.putIfAbsent(operators.get(i).id(), i) != null) {
                throw new IllegalArgumentException(
                        "operator id " + operators.get(i).id() + " occurs twice");
            }
            successors.add(new ArrayList<>());
        }
    }

    static List<Operator> of(List<Operator> operators, List<Edge> edges) {
        TopologicalOrder order = new TopologicalOrder(operators);
        order.connect(edges);
        return order.sorted();
    }

    private void connect(List<Edge> edges) {
        Set<List<String>> seen = new HashSet<>();
        for (Edge edge : edges) {
            int from = place(edge, edge.from());
            int to = place(edge, edge.to());
            if (from == to) {
                throw new IllegalArgumentException("edge " + edge.from() + " -> " + edge.to() + " is a cycle of one");
            }
            if (!seen.add(List.of(edge.from(), edge.to()))) {
                throw new IllegalArgumentException("edge " + edge.from() + " -> " + edge.to() + " occurs twice");
            }
            successors.get(from).add(to);
            waitsFor[to]++;
        }
    }

    private int place(Edge edge, String id) {
        Integer place = places.get(id);
        if (place == null) {
            throw new IllegalArgumentException(
                    "edge " + edge.from() + " -> " + edge.to() + " names operator " + id + ", which does not exist");
        }
        return place;
    }

    private List<Operator> sorted() {
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (int i = 0; i < waitsFor.length; i++) {
            if (waitsFor[i] == 0) {
                ready.add(i);
            }
        }
        List<Operator> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = ready.remove();
            sorted.add(operators.get(next));
            for (int successor : successors.get(next)) {
                if (--waitsFor[successor] == 0) {
                    ready.add(successor);
                }
            }
        }
        if (sorted.size() < operators.size()) {
            throw new IllegalArgumentException("the graph has a cycle: " + cycle() + "; remove one of these edges");
        }
        return List.copyOf(sorted);
    }

    /** Some cycle among the operators that never became ready. */
    private String cycle() {
        Map<Integer, Integer> comesFrom = new HashMap<>();
        for (int from = 0; from < waitsFor.length; from++) {
            for (int to : successors.get(from)) {
                if (waitsFor[from] > 0 && waitsFor[to] > 0) {
                    comesFrom.put(to, from);
                }
            }
        }
        LinkedHashSet<Integer> path = new LinkedHashSet<>();
        int at = comesFrom.keySet().iterator().next();
        while (path.add(at)) {
            at = comesFrom.get(at);
        }
        List<String> names = new ArrayList<>();
        int last = at;
        do {
            names.add(0, operators.get(at).id());
            at = comesFrom.get(at);
        } while (at != last);
        names.add(0, names.get(names.size() - 1));
        return String.join(" -> ", names);
    }
}
