package dev.braid.gpp.rival;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/** Candidates of one planner for one problem: those that do not fit are left out, and the fastest iteration wins. */
final class Ranking {
    private final String planner;
    private final Problem problem;
    private final ToDoubleBiFunction<Problem, Plan> iterationTime;
    private Plan best;
    private double bestTime;
    private double bestPerSample;
    private double leastPerSample = Double.POSITIVE_INFINITY;

    Ranking(String planner, Problem problem, ToDoubleBiFunction<Problem, Plan> iterationTime) {
        this.planner = planner;
        this.problem = problem;
        this.iterationTime = iterationTime;
    }

    /** Sizes of micro-batch that planners try: the powers of two that divide the mini-batch. */
    static int[] microBatches(Problem problem) {
        int miniBatch = problem.training().miniBatch();
        return IntStream.iterate(1, size -> miniBatch % size == 0, size -> size * 2)
                .toArray();
    }

    /** Whether the pipeline fits every device's memory. */
    boolean consider(Pipeline pipeline) {
        Plan plan = pipeline.plan(planner, problem);
        if (!fits(plan)) {
            return false;
        }
        double time = iterationTime.applyAsDouble(problem, plan);
        double perSample = plan.timePerSample(problem);
        leastPerSample = Math.min(leastPerSample, perSample);
        if (best == null || time < bestTime || (time == bestTime && perSample < bestPerSample)) {
            best = plan;
            bestTime = time;
            bestPerSample = perSample;
        }
        return true;
    }

    private boolean fits(Plan plan) {
        for (Stage stage : plan.stages()) {
            double bytes = Plan.cost(problem, stage).memoryBytes(stage.inFlight());
            if (bytes > problem.topology().memoryBytes()) {
                return false;
            }
        }
        return true;
    }

    /** Least time per sample of all that fit; infinite before there is one. */
    double bestPerSample() {
        return leastPerSample;
    }

    Optional<Plan> best() {
        return Optional.ofNullable(best);
    }
}
