package dev.braid.gpp.rival;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import java.util.BitSet;
import java.util.function.ToDoubleBiFunction;

/** What the planners that cut a sequence have in common: every size of micro-batch is searched, and the candidates ranked. */
final class SharedPlanning {
    /** Of the memory, in turn: the second leaves room for sums in another order. */
    private static final double[] MEMORY = {1, 1 - 1e-9};

    private final String planner;
    private final Problem problem;
    private final Ranking ranking;

    SharedPlanning(String planner, Problem problem, ToDoubleBiFunction<Problem, Plan> iterationTime) {
        this.planner = planner;
        this.problem = problem;
        ranking = new Ranking(planner, problem, iterationTime);
    }

    Outcome search(NestedSets sets, Recomputation recomputation, int mostReplicas) {
        Sums sums = new Sums(problem, sets);
        Borders borders = new Borders(problem.graph(), sets);
        for (int microBatch : Ranking.microBatches(problem)) {
            boolean open = true;
            for (int i = 0; i < MEMORY.length && open; i++) {
                double memory = problem.topology().memoryBytes() * MEMORY[i];
                SharedStage stage = new SharedStage(problem, sets, sums, borders, microBatch, memory, recomputation);
                open = !ranking.addAll(
                        new SharedSearch(problem, sets, sums, stage, microBatch, mostReplicas).best(ranking.bound()));
            }
        }
        return outcome(ranking, planner, problem);
    }

    static Outcome outcome(Ranking ranking, String planner, Problem problem) {
        return ranking.best()
                .<Outcome>map(Outcome.Found::new)
                .orElseGet(() -> new Outcome.Infeasible(reason(planner, problem)));
    }

    /** The largest operator, when it is too large alone; else only that no cut fits. */
    private static String reason(String planner, Problem problem) {
        int largest = 0;
        double most = 0;
        for (int operator = 0; operator < problem.graph().size(); operator++) {
            BitSet alone = new BitSet();
            alone.set(operator);
            double bytes = StageCost.of(problem, alone, 1, 1).memoryBytes(1);
            if (bytes > most) {
                most = bytes;
                largest = operator;
            }
        }
        double memory = problem.topology().memoryBytes();
        String none =
                planner + " found no plan on " + problem.topology().devices() + " devices of " + memory + " bytes";
        return most > memory
                ? none + ": operator " + problem.graph().operator(largest).id() + " alone needs " + most
                : none + ": every pipeline that it tries has a stage that needs more; give it more devices or memory";
    }
}
