package dev.braid.gpp.search;

import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import java.util.BitSet;

/** Why no plan fits, in words: what is too large, by how many bytes, and what would help. */
final class Shortfall {
    private final Problem problem;
    private final double memory;

    Shortfall(Problem problem) {
        this.problem = problem;
        this.memory = problem.topology().memoryBytes();
    }

    String reason() {
        int largest = 0;
        for (int i = 1; i < problem.graph().size(); i++) {
            largest = least(i) > least(largest) ? i : largest;
        }
        if (least(largest) > memory) {
            return tooLarge(largest);
        }
        double state = problem.graph().operators().stream()
                        .mapToDouble(Operator::parameterBytes)
                        .sum()
                * problem.training().stateFactor();
        int devices = problem.topology().devices();
        if (state > memory * devices) {
            return String.format(
                    "weights, gradients and optimizer slots of all operators are %.0f bytes, but the %d devices of "
                            + "%.0f bytes have %.0f: %.0f bytes too many; use more devices",
                    state, devices, memory, memory * devices, state - memory * devices);
        }
        return noDivision();
    }

    /** Bytes that an operator's state and one sample of its saved tensors take on a device of any stage. */
    private double least(int operator) {
        Operator costs = problem.graph().operator(operator);
        return costs.parameterBytes() * problem.training().stateFactor() + costs.savedBytes();
    }

    private String tooLarge(int operator) {
        return String.format(
                "operator %s is too large for a device: with micro-batch 1 it needs %.0f bytes (state and one sample's "
                        + "saved tensors), but a device has %.0f: %.0f bytes too many; split the operator or use "
                        + "devices with more memory",
                problem.graph().operator(operator).id(), least(operator), memory, least(operator) - memory);
    }

    private String noDivision() {
        int tightest = 0;
        for (int i = 1; i < problem.graph().size(); i++) {
            tightest = alone(i) > alone(tightest) ? i : tightest;
        }
        return String.format(
                "no division into at most %d stages was found that fits %.0f bytes per device, at any micro-batch; the "
                        + "operator that needs most is %s: alone in a last stage with micro-batch 1 it needs %.0f bytes "
                        + "with its border, %.0f %s; use more devices or devices with more memory",
                problem.topology().devices(),
                memory,
                problem.graph().operator(tightest).id(),
                alone(tightest),
                Math.abs(alone(tightest) - memory),
                alone(tightest) > memory ? "too many" : "less than there are");
    }

    private double alone(int operator) {
        BitSet stage = new BitSet();
        stage.set(operator);
        return StageCost.of(problem, stage, 1, 1).memoryBytes(1);
    }
}
