package dev.braid.gpp.rival;

import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import java.util.function.IntToDoubleFunction;

/** Costs of nested sets that are sums over operators: those of a difference are a difference. */
final class Sums {
    private final Problem problem;
    private final NestedSets sets;
    private final Of[] shares;
    final double[] parameterBytes;
    final double[] savedBytes;
    final double[] savedBytesOf;

    /**
     * For one number of samples.
     *
     * @param seconds of each set, forward and backward
     * @param forward of each operator
     * @param recompute chooses by the forward seconds
     */
    record Of(double[] seconds, double[] forwardOf, RecomputeChoice recompute) {}

    Sums(Problem problem, NestedSets sets) {
        this.problem = problem;
        this.sets = sets;
        shares = new Of[problem.training().miniBatch() + 1];
        parameterBytes = over(node -> operator(node).parameterBytes());
        savedBytes = over(node -> operator(node).savedBytes());
        savedBytesOf = each(node -> operator(node).savedBytes());
    }

    Of samples(int samples) {
        if (shares[samples] == null) {
            shares[samples] = sums(samples);
        }
        return shares[samples];
    }

    private Of sums(int samples) {
        DeviceRates rates = problem.topology().rates();
        double[] forward = each(node -> operator(node).forward().seconds(samples, rates));
        double[] both = each(node -> forward[node] + operator(node).backwardSeconds(samples, rates));
        return new Of(over(node -> both[node]), forward, new RecomputeChoice(savedBytesOf, forward));
    }

    private Operator operator(int node) {
        return problem.graph().operator(node);
    }

    private double[] each(IntToDoubleFunction cost) {
        double[] all = new double[problem.graph().size()];
        for (int node = 0; node < all.length; node++) {
            all[node] = cost.applyAsDouble(node);
        }
        return all;
    }

    private double[] over(IntToDoubleFunction cost) {
        double[] of = each(cost);
        int[] nodes = new int[of.length];
        double[] sums = new double[sets.count()];
        for (int set = 1; set < sums.length; set++) {
            int count = sets.difference(set, 0, nodes);
            for (int i = 0; i < count; i++) {
                sums[set] += of[nodes[i]];
            }
        }
        return sums;
    }
}
