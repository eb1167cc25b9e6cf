package dev.braid.gpp.rival;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import dev.braid.gpp.rival.Pipeline.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * PipeDream-2BW's planner under the shared costs: the graph in depth-first topological order, cut into stages of equally
 * many operators (the last ones have one more where they do not divide), all stages with the same degree, and everything
 * or nothing recomputed.
 *
 * @see <a href="https://arxiv.org/abs/2006.09503">Memory-Efficient Pipeline-Parallel DNN Training</a>
 */
public final class TwoBwPlanner implements Planner {
    private final ToDoubleBiFunction<Problem, Plan> iterationTime;

    /** @param iterationTime seconds of one mini-batch, such as a simulator gives them */
    public TwoBwPlanner(ToDoubleBiFunction<Problem, Plan> iterationTime) {
        this.iterationTime = iterationTime;
    }

    @Override
    public String name() {
        return "2bw";
    }

    @Override
    public Outcome plan(Problem problem) {
        int[] order = Suffixes.order(problem.graph());
        int devices = problem.topology().devices();
        Ranking ranking = new Ranking(name(), problem, iterationTime);
        for (int stages = 1; stages <= Math.min(devices, order.length); stages++) {
            List<List<Integer>> split = split(order, stages);
            for (int microBatch : Ranking.microBatches(problem)) {
                List<Pipeline> pipelines = new ArrayList<>();
                for (int degree : SharedSearch.degrees(microBatch, devices / stages)) {
                    pipelines.add(new Pipeline(microBatch, keeping(split, degree)));
                    pipelines.add(new Pipeline(microBatch, recomputing(split, degree)));
                }
                ranking.addBest(pipelines);
            }
        }
        return SharedPlanning.outcome(ranking, name(), problem);
    }

    static List<List<Integer>> split(int[] order, int stages) {
        List<List<Integer>> split = new ArrayList<>();
        int next = 0;
        for (int stage = 0; stage < stages; stage++) {
            int end = next + order.length / stages + (stage >= stages - order.length % stages ? 1 : 0);
            split.add(Arrays.stream(order, next, end).sorted().boxed().toList());
            next = end;
        }
        return split;
    }

    private static List<Part> keeping(List<List<Integer>> split, int degree) {
        return split.stream().map(part -> new Part(part, List.of(), degree)).toList();
    }

    private static List<Part> recomputing(List<List<Integer>> split, int degree) {
        return split.stream().map(part -> new Part(part, part, degree)).toList();
    }
}
