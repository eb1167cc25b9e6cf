package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import dev.braid.gpp.series.SeriesParallel;
import dev.braid.gpp.series.SpTree;
import java.util.function.ToDoubleBiFunction;

/** Draft. */
public final class GraphPlanner implements Planner {
    private final ToDoubleBiFunction<Problem, Plan> iterationTime;

    public GraphPlanner(ToDoubleBiFunction<Problem, Plan> iterationTime) {
        this.iterationTime = iterationTime;
    }

    @Override
    public String name() {
        return "graph";
    }

    @Override
    public Outcome plan(Problem problem) {
        return plan(problem, SeriesParallel.decompose(problem.graph()).tree());
    }

    private Outcome plan(Problem problem, SpTree tree) {
        Effort effort = Effort.of(problem);
        Layout layout = new Layout(problem.graph(), tree, new Bundling(problem, effort.chainLength()));
        Ground ground = new Ground(problem, layout, effort.degrees());
        Ranking ranking = new Ranking(problem, plan -> iterationTime.applyAsDouble(problem, plan));
        return new Candidates(ground, effort, ranking)
                .best()
                .<Outcome>map(Outcome.Found::new)
                .orElseGet(() -> new Outcome.Infeasible("?"));
    }
}
