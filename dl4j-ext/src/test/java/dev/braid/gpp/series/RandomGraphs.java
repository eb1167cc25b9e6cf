package dev.braid.gpp.series;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/** Graphs whose operators are named n0, n1 and so on, and trees over them, for tests. */
final class RandomGraphs {
    private RandomGraphs() {}

    /** A graph by its edges, as in {@code "0-1 1-2"}; each operator takes a second. */
    static CostGraph graph(int size, String edges) {
        List<Edge> list = new ArrayList<>();
        for (String edge : edges.split(" ")) {
            if (!edge.isEmpty()) {
                list.add(edge(Integer.parseInt(edge.split("-")[0]), Integer.parseInt(edge.split("-")[1])));
            }
        }
        return new CostGraph(operators(size, new Random(0), 1), list);
    }

    /** Each pair has an edge with the given probability; costs are random and zero for some. */
    static CostGraph any(Random random, int size, double density) {
        List<Edge> edges = new ArrayList<>();
        for (int to = 0; to < size; to++) {
            for (int from = 0; from < to; from++) {
                if (random.nextDouble() < density) {
                    edges.add(edge(from, to));
                }
            }
        }
        return new CostGraph(operators(size, random, 4), edges);
    }

    static CostGraph shuffled(CostGraph graph, Random random) {
        List<Operator> operators = new ArrayList<>(graph.operators());
        List<Edge> edges = new ArrayList<>(graph.edges());
        Collections.shuffle(operators, random);
        Collections.shuffle(edges, random);
        return new CostGraph(operators, edges);
    }

    /** A graph made by random composition, with edges that follow from others; the tree is over the numbers in the ids. */
    record Composed(SpTree tree, CostGraph graph) {}

    static Composed seriesParallel(Random random, int size) {
        SpTree tree = compose(random, 0, size, random.nextBoolean());
        BitSet[] order = order(tree, size);
        List<Edge> edges = new ArrayList<>();
        for (int from = 0; from < size; from++) {
            for (int to = order[from].nextSetBit(0); to >= 0; to = order[from].nextSetBit(to + 1)) {
                if (!follows(order, from, to) || random.nextInt(3) == 0) {
                    edges.add(edge(from, to));
                }
            }
        }
        return new Composed(tree, shuffled(new CostGraph(operators(size, random, 4), edges), random));
    }

    private static SpTree compose(Random random, int first, int size, boolean series) {
        if (size == 1) {
            return new SpTree.Leaf(first);
        }
        List<SpTree> children = new ArrayList<>();
        int end = first + size;
        while (first < end) {
            int part = 1 + random.nextInt(children.isEmpty() ? size - 1 : end - first);
            children.add(compose(random, first, part, !series));
            first += part;
        }
        return series ? new SpTree.Series(children) : new SpTree.Parallel(children);
    }

    private static boolean follows(BitSet[] order, int from, int to) {
        return order[from].stream().anyMatch(between -> order[between].get(to));
    }

    static List<SpTree> children(SpTree tree) {
        if (tree instanceof SpTree.Series series) {
            return series.children();
        }
        return tree instanceof SpTree.Parallel parallel ? parallel.children() : List.of();
    }

    /** What each operator precedes in the tree. */
    static BitSet[] order(SpTree tree, int size) {
        BitSet[] order = new BitSet[size];
        for (int i = 0; i < size; i++) {
            order[i] = new BitSet();
        }
        fill(tree, order);
        return order;
    }

    private static void fill(SpTree tree, BitSet[] order) {
        List<SpTree> children = children(tree);
        children.forEach(child -> fill(child, order));
        if (tree instanceof SpTree.Series) {
            for (int i = 0; i < children.size(); i++) {
                for (SpTree later : children.subList(i + 1, children.size())) {
                    children.get(i).operators().stream().forEach(from -> later.addTo(order[from]));
                }
            }
        }
    }

    /** What each operator precedes in the graph with more edges, which may go against the numbers. */
    static BitSet[] closure(CostGraph graph, List<AddedEdge> added) {
        int size = graph.size();
        BitSet[] reached = new BitSet[size];
        for (int i = 0; i < size; i++) {
            reached[i] = new BitSet();
            for (int successor : graph.successors(i)) {
                reached[i].set(successor);
            }
        }
        added.forEach(edge -> reached[edge.from()].set(edge.to()));
        for (int middle = 0; middle < size; middle++) {
            for (int from = 0; from < size; from++) {
                if (reached[from].get(middle)) {
                    reached[from].or(reached[middle]);
                }
            }
        }
        return reached;
    }

    static SpTree renumbered(SpTree tree, IntUnaryOperator number) {
        if (tree instanceof SpTree.Leaf leaf) {
            return new SpTree.Leaf(number.applyAsInt(leaf.operator()));
        }
        List<SpTree> children =
                children(tree).stream().map(child -> renumbered(child, number)).toList();
        return tree instanceof SpTree.Series ? new SpTree.Series(children) : new SpTree.Parallel(children);
    }

    /** A text that is equal for trees that differ in nothing but the order of parallel children. */
    static String shape(SpTree tree) {
        if (tree instanceof SpTree.Leaf leaf) {
            return "" + leaf.operator();
        }
        return tree instanceof SpTree.Series
                ? children(tree).stream().map(RandomGraphs::shape).collect(Collectors.joining(";", "(", ")"))
                : children(tree).stream().map(RandomGraphs::shape).sorted().collect(Collectors.joining("|", "(", ")"));
    }

    private static List<Operator> operators(int size, Random random, int mostSeconds) {
        List<Operator> operators = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Work work = new Work.Measured(mostSeconds == 1 ? 1 : random.nextInt(mostSeconds));
            operators.add(new Operator("n" + i, work, work, Work.NONE, 0, 0));
        }
        return operators;
    }

    private static Edge edge(int from, int to) {
        return new Edge("n" + from, "n" + to, 1);
    }
}
