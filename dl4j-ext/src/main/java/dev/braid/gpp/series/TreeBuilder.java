package dev.braid.gpp.series;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Builds the tree of an order by taking sets of operators apart: into parts that know nothing of each other, else into
 * parts that follow each other, else by a cut. Only a cut changes the order: everything before it precedes everything
 * after it. A connected order can be converted in no other way, so what is left to choose is where to cut
 * ({@link CutSearch}).
 */
final class TreeBuilder {
    private final Precedence order;
    private final long[] weights;
    private final int[] ranks;
    private final CutRule rule;
    private long lost;

    TreeBuilder(Precedence order, long[] weights, int[] ranks, CutRule rule) {
        this.order = order;
        this.weights = weights;
        this.ranks = ranks;
        this.rule = rule;
    }

    SpTree build() {
        BitSet all = new BitSet();
        all.set(0, weights.length);
        return build(all);
    }

    /** Over all pairs that could run side by side and no longer can: the product of their weights. */
    long lost() {
        return lost;
    }

    private SpTree build(BitSet set) {
        if (set.cardinality() == 1) {
            return new SpTree.Leaf(set.nextSetBit(0));
        }
        List<BitSet> apart = parts(set, order::comparable);
        if (apart.size() > 1) {
            return new SpTree.Parallel(apart.stream().map(this::build).toList());
        }
        return new SpTree.Series(inSeries(set));
    }

    /** The children of the series that a connected set becomes. */
    private List<SpTree> inSeries(BitSet set) {
        List<SpTree> children = new ArrayList<>();
        List<BitSet> following = parts(set, order::incomparable);
        if (following.size() == 1) {
            following = cut(set);
        }
        for (BitSet part : following) {
            SpTree child = build(part);
            if (child instanceof SpTree.Series series) {
                children.addAll(series.children());
            } else {
                children.add(child);
            }
        }
        return children;
    }

    private List<BitSet> cut(BitSet set) {
        CutSearch.Cut cut = new CutSearch(order, set, weights, ranks).best(rule);
        lost += cut.lost();
        return List.of(cut.before(), cut.after());
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
