package dev.braid.jobs.exchange;

/**
 * The sum over an aligned block of leaves: node {@code (level, index)} of a step's tree, which covers the leaves {@code
 * [index << level, (index + 1) << level)} as far as the step has them. A leaf is a node of level 0.
 *
 * <p>Whoever creates one hands its gradient over: it may be added to in place.
 *
 * @param targets counted labels
 * @param lossSum sum of the negative log-likelihoods of the targets, nats
 * @param gradient d(lossSum)/d(parameter), flat; empty when the step only evaluates
 */
public record PartialSum(int level, int index, long targets, double lossSum, float[] gradient) {
    /** Trees of more levels would have leaf numbers beyond an int. */
    static final int MAX_LEVEL = 30;

    public PartialSum {
        if (level < 0 || level > MAX_LEVEL) {
            throw new IllegalArgumentException("level is " + level + ", must be in [0, " + MAX_LEVEL + "]");
        }
        if (index < 0 || index > Integer.MAX_VALUE >> level) {
            throw new IllegalArgumentException(
                    "index is " + index + ", must be in [0, " + (Integer.MAX_VALUE >> level) + "] at level " + level);
        }
        if (targets < 0) {
            throw new IllegalArgumentException("targets is " + targets + ", must be at least 0");
        }
    }

    /** What one sequence gave. */
    public static PartialSum leaf(int leaf, long targets, double lossSum, float[] gradient) {
        return new PartialSum(0, leaf, targets, lossSum, gradient);
    }

    /** The first leaf that this node covers. */
    public int firstLeaf() {
        return index << level;
    }

    /** The same sum's numbers alone. */
    public PartialSum withoutGradient() {
        return new PartialSum(level, index, targets, lossSum, new float[0]);
    }

    /** The same sum as node of the next level, when there is nothing to its right. */
    PartialSum alone() {
        return new PartialSum(level + 1, index >> 1, targets, lossSum, gradient);
    }

    /** The parent of this left node and its right sibling; takes this node's gradient over. */
    PartialSum plus(PartialSum right) {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += right.gradient[i];
        }
        return new PartialSum(level + 1, index >> 1, targets + right.targets, lossSum + right.lossSum, gradient);
    }

    /** Whether {@code other} lies in this node's subtree (a node lies in its own). */
    boolean covers(PartialSum other) {
        return other.level <= level && other.index >> (level - other.level) == index;
    }
}
