package dev.braid.gpp.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A model as a directed acyclic graph of costs. Operators are kept in a topological order: operator number {@code i} is
 * {@code operators().get(i)}, and every edge goes from a lower number to a higher. Among the orders that are possible it
 * is the one that keeps the given order wherever it can, so equal files give equal numbers.
 *
 * <p>Refused, by name: ids that occur twice, edges to nowhere, from an operator to itself or given twice, and cycles.
 */
public final class CostGraph {
    private final List<Operator> operators;
    private final List<Edge> edges;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int[][] successors;
    private final int[][] predecessors;
    private final double[][] outputBytes;

    public CostGraph(List<Operator> operators, List<Edge> edges) {
        if (operators.isEmpty()) {
            throw new IllegalArgumentException("the graph has no operator");
        }
        this.operators = TopologicalOrder.of(operators, edges);
        for (int i = 0; i < this.operators.size(); i++) {
            numbers.put(this.operators.get(i).id(), i);
        }
        this.edges = List.copyOf(edges);
        List<List<Edge>> out = grouped(edges, Edge::from);
        List<List<Edge>> in = grouped(edges, Edge::to);
        int count = operators.size();
        successors = new int[count][];
        predecessors = new int[count][];
        outputBytes = new double[count][];
        for (int i = 0; i < count; i++) {
            List<Edge> leaving = out.get(i);
            leaving.sort((a, b) -> Integer.compare(number(a.to()), number(b.to())));
            successors[i] = leaving.stream().mapToInt(edge -> number(edge.to())).toArray();
            outputBytes[i] = leaving.stream().mapToDouble(Edge::bytesPerSample).toArray();
            predecessors[i] = in.get(i).stream()
                    .mapToInt(edge -> number(edge.from()))
                    .sorted()
                    .toArray();
        }
    }

    private List<List<Edge>> grouped(List<Edge> edges, Function<Edge, String> end) {
        List<List<Edge>> groups = new ArrayList<>();
        for (int i = 0; i < operators.size(); i++) {
            groups.add(new ArrayList<>());
        }
        for (Edge edge : edges) {
            groups.get(number(end.apply(edge))).add(edge);
        }
        return groups;
    }

    /** In topological order. */
    public List<Operator> operators() {
        return operators;
    }

    public List<Edge> edges() {
        return edges;
    }

    public int size() {
        return operators.size();
    }

    public Operator operator(int number) {
        return operators.get(number);
    }

    /** The number of the operator with this id. */
    public int number(String id) {
        Integer number = numbers.get(id);
        if (number == null) {
            throw new IllegalArgumentException("the graph has no operator " + id);
        }
        return number;
    }

    /** Numbers in ascending order; not to be changed. */
    public int[] successors(int operator) {
        return successors[operator];
    }

    /** Numbers in ascending order; not to be changed. */
    public int[] predecessors(int operator) {
        return predecessors[operator];
    }

    /** Bytes per sample of the edge to each of {@link #successors}, in their order; not to be changed. */
    public double[] outputBytes(int operator) {
        return outputBytes[operator];
    }

    /** Bytes per sample of an edge; it must exist. */
    public double edgeBytes(int from, int to) {
        return outputBytes[from][Arrays.binarySearch(successors[from], to)];
    }

    @Override
    public String toString() {
        return operators.size() + " operators, " + edges.size() + " edges";
    }
}
