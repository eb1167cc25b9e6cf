package dev.braid.gpp.series;

import dev.braid.gpp.cost.CostGraph;

/**
 * The decomposition of any graph, with any number of inputs and outputs, into a series-parallel tree of its operators.
 *
 * <p>A graph has the shape when its precedence order has it, that is when no four operators stand in the form of an N
 * (a before c, b before c and d, nothing else). That is also what transitive reduction, the inverse line graph and
 * series and parallel reductions between a virtual source and sink find out (Valdes, Tarjan, Lawler, "The recognition of
 * series parallel digraphs"); here no virtual operator is needed. Any other graph is converted by ordering edges alone:
 * no operator is lost or doubled, and no precedence is dropped. Which edges are added depends on the operators' ids and
 * not on the order in which they are given. See {@link TreeBuilder} for how they are chosen.
 */
public final class SeriesParallel {
    private static final int MOST_OPERATORS = 20_000;

    private SeriesParallel() {}

    /**
     * The tree of a graph.
     *
     * @throws IllegalArgumentException if the graph has more than 20,000 operators, a part of more than 5,000 has to be
     *     converted, or the tree is deeper than 1,000 levels
     */
    public static Decomposition decompose(CostGraph graph) {
        if (graph.size() > MOST_OPERATORS) {
            throw new IllegalArgumentException("the graph has " + graph.size() + " operators, but at most "
                    + MOST_OPERATORS + " are decomposed; merge operators that always run together");
        }
        Precedence order = new Precedence(graph);
        SpTree tree = new TreeBuilder(graph, order).build().tree();
        return new Decomposition(tree, AddedEdges.of(tree, order));
    }
}
