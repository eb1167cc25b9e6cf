package dev.braid.jobs.exchange;

import java.util.stream.Collectors;

/** The exchange for small adapters: contributions come to the driver as task results and are summed in its heap. */
public final class DriverExchange implements GradientExchange {
    private long step = -1;
    private int leaves;
    private GradientTree tree;

    @Override
    public void begin(long step, int leaves, int parameters) {
        if (step < this.step) {
            throw new IllegalArgumentException("step is " + step + ", must be at least " + this.step);
        }
        this.step = step;
        this.leaves = leaves;
        this.tree = new GradientTree(leaves, parameters);
    }

    @Override
    public GradientTree.Receipt add(Contribution contribution) {
        return contribution.step() == step ? tree.add(contribution.sum()) : GradientTree.Receipt.STALE;
    }

    @Override
    public PartialSum total() {
        if (tree == null) {
            throw new IllegalStateException("no step was begun");
        }
        return tree.root()
                .orElseThrow(() -> new IllegalStateException("step " + step + " has " + leaves
                        + " leaves, but only these nodes arrived (level, index): "
                        + tree.nodes().stream()
                                .map(node -> "(" + node.level() + ", " + node.index() + ")")
                                .collect(Collectors.joining(", "))));
    }
}
