package dev.braid.gpp.rival;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Stages one after another, with one size of micro-batch. */
record Pipeline(int microBatch, List<Part> parts) {
    Pipeline {
        parts = List.copyOf(parts);
    }

    /** One stage: operators and the recomputed ones of them, ascending, and replicas. */
    record Part(List<Integer> operators, List<Integer> recomputed, int degree) {}

    /** Each stage waits for the one before it, whether or not there is an edge: that is what makes it sequential. */
    Plan plan(String planner, Problem problem) {
        List<TreeSet<Integer>> successors = successors(problem.graph());
        List<Stage> stages = new ArrayList<>();
        int device = 0;
        for (int id = 0; id < parts.size(); id++) {
            Part part = parts.get(id);
            List<Integer> devices =
                    IntStream.range(device, device + part.degree()).boxed().toList();
            device += part.degree();
            stages.add(new Stage(
                    id,
                    part.operators(),
                    part.recomputed(),
                    devices,
                    microBatch,
                    1,
                    microBatch,
                    List.copyOf(successors.get(id))));
        }
        return new Plan(planner, InFlight.fill(stages, problem.training().miniBatch()));
    }

    private List<TreeSet<Integer>> successors(CostGraph graph) {
        int[] stageOf = new int[graph.size()];
        List<TreeSet<Integer>> successors = new ArrayList<>();
        for (int id = 0; id < parts.size(); id++) {
            for (int operator : parts.get(id).operators()) {
                stageOf[operator] = id;
            }
            successors.add(new TreeSet<>());
            if (id + 1 < parts.size()) {
                successors.get(id).add(id + 1);
            }
        }
        for (int from = 0; from < graph.size(); from++) {
            for (int to : graph.successors(from)) {
                if (stageOf[from] != stageOf[to]) {
                    successors.get(stageOf[from]).add(stageOf[to]);
                }
            }
        }
        return successors;
    }
}
