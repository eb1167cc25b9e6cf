package dev.braid.gpp.series;

import dev.braid.gpp.cost.CostGraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Builds the tree of an order by taking sets of operators apart: into parts that know nothing of each other, else into
 * parts that follow each other, else by a cut. Only a cut changes the order: everything before it precedes everything
 * after it. A connected order can be converted in no other way, so what is left to choose is where to cut
 * ({@link CutSearch}). A small set is converted by each rule, and the one that loses least is kept; a larger one is first
 * cut into smaller ones by one rule, since each try looks at every pair.
 */
final class TreeBuilder {
    private static final int SMALL = 64;

    /** Whoever walks the tree does so level by level on the stack. */
    private static final int DEEPEST = 1000;

    /** Pairs of a set that is cut are held in memory. */
    private static final int LARGEST_CUT = 5000;

    private final Precedence order;
    private final long[] weights;
    private final int[] ranks;
    private int depth;

    TreeBuilder(CostGraph graph, Precedence order) {
        this.order = order;
        this.weights = Weights.of(graph);
        this.ranks = Weights.ranks(graph);
    }

    /**
     * What a set has become.
     *
     * @param lost over all pairs that could run side by side and no longer can: the product of their weights
     */
    record Part(SpTree tree, long lost) {}

    Part build() {
        BitSet all = new BitSet();
        all.set(0, weights.length);
        return build(all, List.of(CutRule.values()));
    }

    private Part build(BitSet set, List<CutRule> rules) {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException("the graph's series-parallel tree is deeper than " + DEEPEST
                    + " levels; merge operators that always run together");
        }
        Part part = taken(set, rules);
        depth--;
        return part;
    }

    private Part taken(BitSet set, List<CutRule> rules) {
        if (set.cardinality() == 1) {
            return new Part(new SpTree.Leaf(set.nextSetBit(0)), 0);
        }
        List<BitSet> apart = parts(set, order::comparable);
        if (apart.size() > 1) {
            List<Part> children = built(apart, rules);
            return new Part(
                    new SpTree.Parallel(children.stream().map(Part::tree).toList()), lost(children));
        }
        List<BitSet> following = parts(set, order::incomparable);
        return following.size() > 1 ? inSeries(built(following, rules), 0) : cut(set, rules);
    }

    private Part cut(BitSet set, List<CutRule> rules) {
        int size = set.cardinality();
        if (size > LARGEST_CUT) {
            throw new IllegalArgumentException("a part of " + size + " operators is not series-parallel, but at most "
                    + LARGEST_CUT + " are converted; merge operators that always run together");
        }
        CutSearch search = new CutSearch(order, set, weights, ranks);
        if (size > SMALL) {
            CutSearch.Cut cut = search.best(rules.get(0), size / CutSearch.LEAST_PART);
            return inSeries(built(List.of(cut.before(), cut.after()), rules), cut.lost());
        }
        Part best = null;
        for (CutRule rule : rules) {
            CutSearch.Cut cut = search.best(rule, 1);
            Part part = inSeries(built(List.of(cut.before(), cut.after()), List.of(rule)), cut.lost());
            best = best == null || part.lost() < best.lost() ? part : best;
        }
        return best;
    }

    private List<Part> built(List<BitSet> sets, List<CutRule> rules) {
        List<Part> built = new ArrayList<>();
        for (BitSet set : sets) {
            built.add(build(set, rules));
        }
        return built;
    }

    /** Parts that follow each other as one; {@code lost} comes to what they have lost themselves. */
    private static Part inSeries(List<Part> parts, long lost) {
        List<SpTree> children = new ArrayList<>();
        for (Part part : parts) {
            if (part.tree() instanceof SpTree.Series series) {
                children.addAll(series.children());
            } else {
                children.add(part.tree());
            }
        }
        return new Part(new SpTree.Series(children), lost + lost(parts));
    }

    private static long lost(List<Part> parts) {
        return parts.stream().mapToLong(Part::lost).sum();
    }

    /** The connected parts of a set under a symmetric relation, by their lowest operator. */
    private static List<BitSet> parts(BitSet set, BiFunction<Integer, BitSet, BitSet> related) {
        List<BitSet> parts = new ArrayList<>();
        BitSet left = (BitSet) set.clone();
        while (!left.isEmpty()) {
            BitSet part = new BitSet();
            BitSet fresh = new BitSet();
            fresh.set(left.nextSetBit(0));
            while (!fresh.isEmpty()) {
                int operator = fresh.nextSetBit(0);
                part.set(operator);
                left.clear(operator);
                fresh.or(related.apply(operator, left));
                fresh.clear(operator);
            }
            parts.add(part);
        }
        parts.sort(Comparator.comparingInt(part -> part.nextSetBit(0)));
        return parts;
    }
}
