package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import dev.braid.gpp.series.SeriesParallel;
import dev.braid.gpp.series.SpTree;
import java.util.ArrayList;
import java.util.List;
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

    Outcome plan(Problem problem, SpTree tree) {
        Degrees degrees = problem.topology().devices() <= 16 ? Degrees.ALL : Degrees.SPARSE;
        Ground ground = new Ground(problem, new Layout(problem.graph(), tree, new Bundling(problem, 1024)), degrees);
        List<MicroBatch> sizes = new ArrayList<>();
        for (int b = 1; problem.training().miniBatch() % b == 0; b *= 2) {
            sizes.add(ground.microBatch(b));
        }
        Solved best = null;
        for (MicroBatch b : sizes) {
            Bisection bisection = new Bisection(ground, List.of(b));
            if (bisection.start().isPresent()) {
                bisection.narrow(1e-10, best == null ? Double.POSITIVE_INFINITY : best.seconds());
                if (best == null || bisection.best().seconds() < best.seconds()) {
                    best = bisection.best();
                }
            }
        }
        return best == null ? new Outcome.Infeasible("?") : new Outcome.Found(best.plan());
    }
}
