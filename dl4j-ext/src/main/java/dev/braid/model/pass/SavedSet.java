package dev.braid.model.pass;

import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The forward tensors to save, and those to compute again from them, so that the saved elements and a price for every
 * operation done again are together as small as they can be: a minimum cut.
 *
 * <p>Each tensor t has two vertices. t is wanted when the first lies on the source's side: backward reads it, or an
 * operator that is computed again does. It is computed again when the second does too. Cutting between them saves t;
 * cutting behind the second pays for computing it.
 *
 * @param recomputed tensors that are wanted and not saved
 * @param operations done again for each token
 * @param fixedCost what the set costs whatever the price, in elements
 * @param pricedCost what it costs more for each unit of the price
 */
record SavedSet(Set<Tensor> recomputed, long operations, double fixedCost, double pricedCost) {
    /** What one saved element weighs; a cheap operation weighs one, and breaks ties in favour of less work. */
    private static final long ELEMENT = 1L << 20;
    /** Raises the price from one product to the next, so that those of equal worth are not taken all at once. */
    private static final double STAGGER = 1e-6;

    /** Finds sets at different prices. */
    static final class Finder {
        private final List<Node> nodes;
        private final Set<Tensor> wanted;
        private final Set<Tensor> overwritten = new HashSet<>();
        private final Set<Node> fixed = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Map<Node, Integer> ranks = new IdentityHashMap<>();

        /**
         * @param forward its head is not looked at
         * @param wanted tensors that backward reads
         * @param fixed operators that must not be computed again
         */
        Finder(OpGraph forward, Set<Tensor> wanted, Predicate<Node> fixed) {
            this.nodes = forward.nodes().stream()
                    .filter(node -> node.block() < forward.head())
                    .toList();
            this.wanted = wanted;
            for (Node node : nodes) {
                if (node.op().aliasing() == Op.Aliasing.IN_PLACE) {
                    overwritten.add(node.input(0));
                }
                if (fixed.test(node) || Arithmetic.effort(node.op()) == Arithmetic.Effort.IMPOSSIBLE) {
                    this.fixed.add(node);
                }
            }
            List<Node> products = new ArrayList<>(nodes);
            products.removeIf(node -> Arithmetic.effort(node.op()) != Arithmetic.Effort.MATRIX);
            products.sort(Comparator.comparingLong(Arithmetic::perToken));
            products.forEach(node -> ranks.put(node, ranks.size()));
        }

        /** @param price of an operation in a matrix product, in elements */
        SavedSet at(double price) {
            MinimumCut cut = new MinimumCut();
            Map<Tensor, Integer> vertices = new HashMap<>();
            for (Node node : nodes) {
                for (Tensor output : node.outputs()) {
                    add(cut, vertices, node, output, price);
                }
            }
            return read(cut.sourceSide(), vertices);
        }

        private void add(MinimumCut cut, Map<Tensor, Integer> vertices, Node node, Tensor output, double price) {
            int want = cut.vertex();
            int compute = cut.vertex();
            vertices.put(output, want);
            if (wanted.contains(output)) {
                cut.edge(MinimumCut.SOURCE, want, MinimumCut.UNCUTTABLE);
            }
            cut.edge(want, compute, overwritten.contains(output) ? MinimumCut.UNCUTTABLE : output.width() * ELEMENT);
            cut.edge(compute, MinimumCut.SINK, cost(node, price));
            node.inputs().forEach(input -> cut.edge(compute, vertices.get(input), MinimumCut.UNCUTTABLE));
        }

        private long cost(Node node, double price) {
            return fixed.contains(node)
                    ? MinimumCut.UNCUTTABLE
                    : Arithmetic.perToken(node) + (long) (price * ELEMENT * priced(node));
        }

        /** Operations that the price applies to. */
        private double priced(Node node) {
            Integer rank = ranks.get(node);
            return rank == null ? 0 : Arithmetic.perToken(node) * (1 + STAGGER * rank);
        }

        private SavedSet read(BitSet sourceSide, Map<Tensor, Integer> vertices) {
            Set<Tensor> recomputed = new HashSet<>();
            long elements = 0;
            long operations = 0;
            double pricedCost = 0;
            for (Node node : nodes) {
                for (Tensor output : node.outputs()) {
                    int want = vertices.get(output);
                    if (sourceSide.get(want + 1)) {
                        recomputed.add(output);
                        operations += Arithmetic.perToken(node);
                        pricedCost += priced(node);
                    } else if (sourceSide.get(want)) {
                        elements += output.width();
                    }
                }
            }
            return new SavedSet(recomputed, operations, elements + (double) operations / ELEMENT, pricedCost);
        }
    }
}
