package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import dev.braid.gpp.series.SeriesParallel;
import java.util.function.ToDoubleBiFunction;

/**
 * The planner of graph pipeline parallelism (GraphPipe, section 5): stages follow the model's graph, so that branches run
 * side by side and a pipeline is only as deep as the graph.
 *
 * <p>Its space is the stages that cuts of the series-parallel tree reach: a run of a series' children, some children of
 * a parallel, or what such a child falls into; each with a data-parallel degree, a micro-batch that is a power of two and
 * divides the mini-batch, and recomputation where memory demands it. A graph that is not series-parallel is searched with
 * the ordering edges that its conversion adds, also for samples in flight; the plan then has those of its own edges.
 *
 * <p>Up to 32 operators, 8 devices and a mini-batch of 64 the smallest time per sample of that space is found; beyond, the
 * smallest for one size of micro-batch, and plans with neighbouring sizes beside it. Where that is not exact: stages of
 * over 10 operators choose what they recompute by seconds per byte; chains of over 1,024 children have cheap neighbours
 * bundled; forks of over about nine different branches group neighbours only; and with over 16 devices only degrees are
 * tried that leave a replica fewer samples, or, when operators times devices are over 32,768, powers of two, three times
 * those, and all devices.
 *
 * <p>The smallest time per sample leaves out how long a pipeline takes to fill, and counts transfers as if they occupied
 * a stage. So the plan is chosen among the best for each size of micro-batch, with transfers and without, leaner ones and
 * some of mixed sizes, by an iteration time that is handed in. A plan need not
 * use all devices: those that make no stage faster stay idle.
 *
 * <p>Keeps nothing between calls; any thread may call it.
 */
public final class GraphPlanner implements Planner {
    private final ToDoubleBiFunction<Problem, Plan> iterationTime;

    /** @param iterationTime seconds of one mini-batch by which plans are ranked, a simulation as a rule; the shortest wins */
    public GraphPlanner(ToDoubleBiFunction<Problem, Plan> iterationTime) {
        this.iterationTime = iterationTime;
    }

    /** Plans with the smallest time per sample, however long their pipelines take to fill. */
    public static GraphPlanner byTimePerSample() {
        return new GraphPlanner((problem, plan) -> plan.timePerSample(problem));
    }

    @Override
    public String name() {
        return "graph";
    }

    @Override
    public Outcome plan(Problem problem) {
        return plan(problem, Effort.of(problem));
    }

    Outcome plan(Problem problem, Effort effort) {
        Bundling bundling = new Bundling(problem, effort.chainLength());
        Layout layout = new Layout(
                problem.graph(), SeriesParallel.decompose(problem.graph()).tree(), bundling);
        Ranking ranking = new Ranking(problem, plan -> iterationTime.applyAsDouble(problem, plan));
        for (Transfers transfers : Transfers.values()) {
            Ground ground = new Ground(problem, layout, effort, transfers);
            new Candidates(ground, effort, ranking).offerAll();
        }
        return ranking.best()
                .<Outcome>map(Outcome.Found::new)
                .orElseGet(() -> new Outcome.Infeasible(new Shortfall(problem).reason()));
    }
}
