package dev.braid.gpp.rival;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import java.util.function.ToDoubleBiFunction;

/**
 * PipeDream's planner under the shared costs: the graph in depth-first topological order, cut into stages that are
 * replicated, trained synchronously. Among cuts with the least time per sample for each size of micro-batch and number
 * of stages, the one with the fastest iteration is taken. Nothing is recomputed.
 *
 * @see <a href="https://arxiv.org/abs/1806.03377">PipeDream: Fast and Efficient Pipeline Parallel DNN Training</a>
 */
public final class PipeDreamPlanner implements Planner {
    private final ToDoubleBiFunction<Problem, Plan> iterationTime;

    /** @param iterationTime seconds of one mini-batch, such as a simulator gives them */
    public PipeDreamPlanner(ToDoubleBiFunction<Problem, Plan> iterationTime) {
        this.iterationTime = iterationTime;
    }

    @Override
    public String name() {
        return "pipedream";
    }

    @Override
    public Outcome plan(Problem problem) {
        return new SharedPlanning(name(), problem, iterationTime)
                .search(
                        new Suffixes(problem.graph()),
                        Recomputation.NONE,
                        problem.topology().devices());
    }
}
