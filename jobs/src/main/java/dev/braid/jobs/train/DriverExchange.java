package dev.braid.jobs.train;

import dev.braid.jobs.exchange.GradientTree;
import dev.braid.jobs.exchange.PartialSum;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The exchange for small adapters: gradients come to the driver as task results, are summed and applied in its heap, and
 * every step's tasks are given the parameters.
 */
public final class DriverExchange implements GradientExchange {
    private final Optimizer optimizer;
    private final LeaseRunner runner;
    private final Runnable onClose;

    /**
     * @param optimizer closed with the exchange
     * @param onClose called when the optimizer is closed
     */
    public DriverExchange(Optimizer optimizer, LeaseRunner runner, Runnable onClose) {
        this.optimizer = optimizer;
        this.runner = runner;
        this.onClose = onClose;
    }

    @Override
    public int parameters() {
        return optimizer.size();
    }

    @Override
    public int tasks() {
        return runner.tasks();
    }

    @Override
    public void restore(Optional<Checkpoint> checkpoint) {
        checkpoint.ifPresentOrElse(optimizer::restore, optimizer::restart);
    }

    @Override
    public SummedStep step(List<LeaseBlock> leases, double learningRate) {
        List<LeaseOutcome> outcomes = runner.run(leases, optimizer.parameters());
        PartialSum total = total(leases, outcomes, optimizer.size());
        double norm = optimizer.apply(total, learningRate, leases.get(0).step());
        return new SummedStep(total.targets(), total.lossSum(), norm, LeaseOutcome.tokens(outcomes));
    }

    @Override
    public double evaluate(List<LeaseBlock> leases) {
        PartialSum total = total(leases, runner.run(leases, optimizer.parameters()), 0);
        return total.lossSum() / total.targets();
    }

    /**
     * The sum over all leaves of a step.
     *
     * @param gradient elements of every sum's gradient
     * @throws IllegalStateException when no label is counted, or an outcome is missing
     */
    public static PartialSum total(List<LeaseBlock> leases, List<LeaseOutcome> outcomes, int gradient) {
        LeaseBlock first = leases.get(0);
        GradientTree tree = new GradientTree(first.stepLeaves(), gradient);
        outcomes.forEach(outcome -> outcome.sums().forEach(tree::add));
        return requireTargets(first, tree.root().orElseThrow(() -> new IllegalStateException(missing(first, tree))));
    }

    /** Refuses a step that would divide by nothing. */
    public static PartialSum requireTargets(LeaseBlock first, PartialSum total) {
        if (total.targets() == 0) {
            throw new IllegalStateException("the " + first.stepLeaves() + " sequences of step " + first.step()
                    + " have no label that is counted; check the data's loss mask");
        }
        return total;
    }

    private static String missing(LeaseBlock first, GradientTree tree) {
        return "step " + first.step() + " has " + first.stepLeaves()
                + " leaves, but only these nodes arrived (level, index): "
                + tree.nodes().stream()
                        .map(node -> "(" + node.level() + ", " + node.index() + ")")
                        .collect(Collectors.joining(", "));
    }

    @Override
    public void publish(long step) {
        runner.publish(step, optimizer.parameters());
    }

    @Override
    public ParameterState state() {
        return optimizer.state();
    }

    @Override
    public void close() {
        optimizer.close();
        onClose.run();
    }
}
