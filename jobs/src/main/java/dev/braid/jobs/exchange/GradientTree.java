package dev.braid.jobs.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The binary tree over a step's leaf numbers in which its contributions are summed.
 *
 * <p>A node is its left child plus its right child; where the step has no leaves on the right it is the left child
 * alone. As the shape depends on the number of leaves only, the sum has the same bits whatever blocks the leaves were
 * computed in, in whatever order they arrive and however often. Holds at most one node per level and gap, so about
 * {@code log2(leaves)} gradients when leases arrive in order. Used by one thread.
 */
public final class GradientTree {
    private final int leaves;
    private final int parameters;
    private final int rootLevel;
    private final List<PartialSum> held = new ArrayList<>();

    /**
     * @param leaves sequences of the step
     * @param parameters length of every gradient; 0 when the step only evaluates
     */
    public GradientTree(int leaves, int parameters) {
        if (leaves < 1 || leaves > 1 << PartialSum.MAX_LEVEL) {
            throw new IllegalArgumentException(
                    "leaves is " + leaves + ", must be in [1, " + (1 << PartialSum.MAX_LEVEL) + "]");
        }
        this.leaves = leaves;
        this.parameters = parameters;
        this.rootLevel = 32 - Integer.numberOfLeadingZeros(leaves - 1);
    }

    /** Counts a sum unless its leaves are counted already; takes it over in the first case. */
    public Receipt add(PartialSum sum) {
        requireFits(sum);
        if (held.stream().anyMatch(node -> node.covers(sum))) {
            return Receipt.DUPLICATE;
        }
        // A larger block than was seen before replaces its parts: their bits are in it.
        held.removeIf(sum::covers);
        held.add(climb(sum));
        return Receipt.COUNTED;
    }

    /** The nodes that are not yet part of a larger one, by first leaf; after one lease's leaves, that lease's sum. */
    public List<PartialSum> nodes() {
        return held.stream()
                .sorted(Comparator.comparingInt(PartialSum::firstLeaf))
                .toList();
    }

    /** The sum over all leaves; empty while one is missing. */
    public Optional<PartialSum> root() {
        return held.stream().filter(node -> node.level() == rootLevel).findFirst();
    }

    private PartialSum climb(PartialSum sum) {
        PartialSum node = sum;
        while (node.level() < rootLevel) {
            Optional<PartialSum> parent = parent(node);
            if (parent.isEmpty()) {
                return node;
            }
            node = parent.get();
        }
        return node;
    }

    private Optional<PartialSum> parent(PartialSum node) {
        int sibling = node.index() ^ 1;
        if (!exists(node.level(), sibling)) {
            return Optional.of(node.alone());
        }
        for (int i = 0; i < held.size(); i++) {
            PartialSum other = held.get(i);
            if (other.level() == node.level() && other.index() == sibling) {
                held.remove(i);
                return Optional.of(sibling > node.index() ? node.plus(other) : other.plus(node));
            }
        }
        return Optional.empty();
    }

    private boolean exists(int level, int index) {
        return (long) index << level < leaves;
    }

    private void requireFits(PartialSum sum) {
        if (sum.level() > rootLevel || !exists(sum.level(), sum.index())) {
            throw new IllegalArgumentException(
                    "node (" + sum.level() + ", " + sum.index() + ") does not lie in a tree of " + leaves + " leaves");
        }
        if (sum.gradient().length != parameters) {
            throw new IllegalArgumentException("node (" + sum.level() + ", " + sum.index() + ") has a gradient of "
                    + sum.gradient().length + " elements, must have " + parameters);
        }
    }

    /** What became of a sum. */
    public enum Receipt {
        /** It is part of the total. */
        COUNTED,
        /** All its leaves were counted before, as when a task ran twice. */
        DUPLICATE,
        /** It belongs to another step. */
        STALE
    }
}
