package dev.braid.jobs.pipeline.emulate;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.ElementType;
import dev.braid.stage.StageBorder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The borders of stages that are known by their costs alone: a number a sample for each operator that others read. */
public final class EmulatedBorders {
    private EmulatedBorders() {}

    /** One for each stage, in order. */
    public static List<StageBorder> of(Problem problem, Plan plan) {
        List<StageBorder> borders = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            BitSet own = stage.operatorSet();
            Set<Integer> read = new TreeSet<>();
            Set<Integer> sent = new TreeSet<>();
            for (int operator : stage.operators()) {
                for (int before : problem.graph().predecessors(operator)) {
                    if (!own.get(before)) {
                        read.add(before);
                    }
                }
                for (int behind : problem.graph().successors(operator)) {
                    if (!own.get(behind)) {
                        sent.add(operator);
                    }
                }
            }
            borders.add(new StageBorder(tensors(problem, read), Set.of(), tensors(problem, sent), List.of()));
        }
        return borders;
    }

    private static List<BorderTensor> tensors(Problem problem, Set<Integer> operators) {
        return operators.stream()
                .map(operator ->
                        new BorderTensor(problem.graph().operator(operator).id(), ElementType.FLOAT, List.of(1)))
                .toList();
    }
}
