package dev.braid.gpp.rival;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import java.util.function.ToDoubleBiFunction;

/**
 * A plain pipeline, as GPipe and 1F1B have it: the graph in depth-first topological order, cut into stages of one device
 * each so that the slowest is as fast as it can be. Nothing is replicated or recomputed.
 *
 * @see <a href="https://arxiv.org/abs/1811.06965">GPipe: Efficient Training of Giant Neural Networks using Pipeline
 *     Parallelism</a>
 */
public final class SequentialPlanner implements Planner {
    private final ToDoubleBiFunction<Problem, Plan> iterationTime;

    /** @param iterationTime seconds of one mini-batch, such as a simulator gives them */
    public SequentialPlanner(ToDoubleBiFunction<Problem, Plan> iterationTime) {
        this.iterationTime = iterationTime;
    }

    @Override
    public String name() {
        return "sequential";
    }

    @Override
    public Outcome plan(Problem problem) {
        return new SharedPlanning(name(), problem, iterationTime)
                .search(new Suffixes(problem.graph()), Recomputation.NONE, 1);
    }
}
