package dev.braid.gpp.plan;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import java.util.List;

/**
 * A directed acyclic graph of stages, in topological order: a stage's successors have higher ids. What a plan must hold
 * beside that is checked by {@code PlanValidator}; a plan that was read from a file holds nothing before.
 *
 * @param planner who made it: graph, pipedream, 2bw, piper, sequential, data-parallel
 */
public record Plan(String planner, List<Stage> stages) {
    public Plan {
        stages = List.copyOf(stages);
    }

    /** Stages on the longest path. */
    public int depth() {
        int[] depth = new int[stages.size()];
        int longest = 0;
        for (int i = stages.size() - 1; i >= 0; i--) {
            for (int successor : stages.get(i).successors()) {
                depth[i] = Math.max(depth[i], depth[successor]);
            }
            longest = Math.max(longest, ++depth[i]);
        }
        return longest;
    }

    /** The cost of one stage under the shared model. */
    public static StageCost cost(Problem problem, Stage stage) {
        return StageCost.of(problem, stage.operatorSet(), stage.recomputedSet(), stage.degree(), stage.microBatch());
    }

    /** Seconds per sample of the slowest stage: what a planner minimises. */
    public double timePerSample(Problem problem) {
        return stages.stream()
                .mapToDouble(stage -> cost(problem, stage).timePerSample())
                .max()
                .orElse(0);
    }
}
