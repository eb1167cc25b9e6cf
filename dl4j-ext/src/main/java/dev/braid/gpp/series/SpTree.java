package dev.braid.gpp.series;

import java.util.BitSet;
import java.util.List;

/**
 * A partial order of operators as a tree: one operator, orders that follow each other, or orders that know nothing of
 * each other. In normal form: no child is of its parent's kind, and each operator is one leaf.
 */
public sealed interface SpTree {
    /** One operator, by its number in the cost graph. */
    record Leaf(int operator) implements SpTree {
        @Override
        public void addTo(BitSet operators) {
            operators.set(operator);
        }
    }

    /** Every operator of a child precedes every operator of the children after it. */
    record Series(List<SpTree> children) implements SpTree {
        public Series {
            children = checked(children, Series.class);
        }

        @Override
        public void addTo(BitSet operators) {
            for (SpTree child : children) {
                child.addTo(operators);
            }
        }
    }

    /** No operator of a child precedes one of another child. The children come by their lowest operator. */
    record Parallel(List<SpTree> children) implements SpTree {
        public Parallel {
            children = checked(children, Parallel.class);
        }

        @Override
        public void addTo(BitSet operators) {
            for (SpTree child : children) {
                child.addTo(operators);
            }
        }
    }

    /** The numbers of its leaves: a new set. */
    default BitSet operators() {
        BitSet operators = new BitSet();
        addTo(operators);
        return operators;
    }

    /** Adds the numbers of its leaves to a set. */
    void addTo(BitSet operators);

    private static List<SpTree> checked(List<SpTree> children, Class<? extends SpTree> kind) {
        if (children.size() < 2) {
            throw new IllegalArgumentException(
                    kind.getSimpleName() + " has " + children.size() + " children, but must have at least 2");
        }
        if (children.stream().anyMatch(kind::isInstance)) {
            throw new IllegalArgumentException(kind.getSimpleName() + " has a child of its own kind: flatten it");
        }
        return List.copyOf(children);
    }
}
