package dev.braid.gpp.rival;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/** Candidates of one planner for one problem: those that fit every device's memory, of which the fastest iteration wins. */
final class Ranking {
    /** A candidate that is so many times slower per sample than another has no fast iteration. */
    private static final double TOO_SLOW = 2;

    private final String planner;
    private final Problem problem;
    private final ToDoubleBiFunction<Problem, Plan> iterationTime;
    private final List<Candidate> candidates = new ArrayList<>();
    private double least = Double.POSITIVE_INFINITY;

    private record Candidate(Plan plan, double perSample) {}

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

    /** Takes all of the pipelines that fit; whether all do. */
    boolean addAll(List<Pipeline> pipelines) {
        int before = candidates.size();
        for (Pipeline pipeline : pipelines) {
            fitting(pipeline).ifPresent(this::add);
        }
        return candidates.size() == before + pipelines.size();
    }

    /** Takes the one with the least time per sample of those that fit, if any. */
    void addBest(List<Pipeline> pipelines) {
        pipelines.stream()
                .flatMap(pipeline -> fitting(pipeline).stream())
                .min(Comparator.comparingDouble(Candidate::perSample))
                .ifPresent(this::add);
    }

    private void add(Candidate candidate) {
        candidates.add(candidate);
        least = Math.min(least, candidate.perSample);
    }

    private Optional<Candidate> fitting(Pipeline pipeline) {
        Plan plan = pipeline.plan(planner, problem);
        for (Stage stage : plan.stages()) {
            double bytes = Plan.cost(problem, stage).memoryBytes(stage.inFlight());
            if (bytes > problem.topology().memoryBytes()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Candidate(plan, plan.timePerSample(problem)));
    }

    /** Seconds per sample above which a candidate is not wanted; infinite before there is one. */
    double bound() {
        return TOO_SLOW * least;
    }

    Optional<Plan> best() {
        return candidates.stream()
                .filter(candidate -> candidate.perSample <= bound())
                .sorted(Comparator.comparingDouble(Candidate::perSample))
                .map(Candidate::plan)
                .min(Comparator.comparingDouble(this::iteration));
    }

    private double iteration(Plan plan) {
        return iterationTime.applyAsDouble(problem, plan);
    }
}
