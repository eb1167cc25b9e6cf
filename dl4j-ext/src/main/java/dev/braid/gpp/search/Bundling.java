package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.search.Node.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The coarsening of long chains: neighbours that weigh little become one bundle, until a chain has at most so many
 * children. What is lost are the cuts inside a bundle: a border between stages moves by at most a bundle, and a bundle
 * weighs at most a few times the model's weight divided by that many children. An operator's weight is its share of the
 * model's seconds, parameters and saved bytes.
 */
final class Bundling {
    private final double[] weights;
    private final int mostChildren;

    Bundling(Problem problem, int mostChildren) {
        this.mostChildren = mostChildren;
        weights = new double[problem.graph().size()];
        addShares(
                problem.graph(),
                operator -> operator.forward().seconds(1, problem.topology().rates())
                        + operator.backwardSeconds(1, problem.topology().rates()));
        addShares(problem.graph(), Operator::parameterBytes);
        addShares(problem.graph(), Operator::savedBytes);
    }

    private void addShares(CostGraph graph, ToDoubleFunction<Operator> cost) {
        double total = graph.operators().stream().mapToDouble(cost).sum();
        for (int i = 0; i < weights.length && total > 0; i++) {
            weights[i] += cost.applyAsDouble(graph.operator(i)) / total;
        }
    }

    /** The children of a chain, or fewer. */
    List<Node> bundled(Layout layout, List<Node> children) {
        List<Node> kept = children;
        double heaviest = 1.0 / mostChildren;
        while (kept.size() > mostChildren && heaviest < 8) {
            heaviest *= 1.5;
            kept = merged(layout, children, heaviest);
        }
        return kept;
    }

    private List<Node> merged(Layout layout, List<Node> children, double heaviest) {
        List<Node> merged = new ArrayList<>();
        for (int i = 0; i < children.size(); ) {
            int end = i + 1;
            if (children.get(i) instanceof Bundle first) {
                double weight = weight(layout, first);
                while (end < children.size() && children.get(end) instanceof Bundle next) {
                    weight += weight(layout, next);
                    if (weight > heaviest) {
                        break;
                    }
                    end++;
                }
            }
            Node last = children.get(end - 1);
            merged.add(end == i + 1 ? last : layout.bundle(children.get(i).from(), last.to()));
            i = end;
        }
        return merged;
    }

    private double weight(Layout layout, Bundle bundle) {
        double weight = 0;
        for (int at = bundle.from(); at < bundle.to(); at++) {
            weight += weights[layout.operatorAt(at)];
        }
        return weight;
    }
}
