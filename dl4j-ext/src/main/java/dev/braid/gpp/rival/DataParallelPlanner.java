package dev.braid.gpp.rival;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import dev.braid.gpp.rival.Pipeline.Part;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/** Data parallelism alone: one stage, replicated as often as pays. Nothing is recomputed. */
public final class DataParallelPlanner implements Planner {
    private final ToDoubleBiFunction<Problem, Plan> iterationTime;

    /** @param iterationTime seconds of one mini-batch, such as a simulator gives them */
    public DataParallelPlanner(ToDoubleBiFunction<Problem, Plan> iterationTime) {
        this.iterationTime = iterationTime;
    }

    @Override
    public String name() {
        return "data-parallel";
    }

    @Override
    public Outcome plan(Problem problem) {
        List<Integer> all = IntStream.range(0, problem.graph().size()).boxed().toList();
        Ranking ranking = new Ranking(name(), problem, iterationTime);
        for (int microBatch : Ranking.microBatches(problem)) {
            int[] degrees = SharedSearch.degrees(microBatch, problem.topology().devices());
            ranking.addBest(Arrays.stream(degrees)
                    .mapToObj(degree -> new Pipeline(microBatch, List.of(new Part(all, List.of(), degree))))
                    .toList());
        }
        return ranking.best().<Outcome>map(Outcome.Found::new).orElseGet(() -> new Outcome.Infeasible(reason(problem)));
    }

    private static String reason(Problem problem) {
        BitSet all = new BitSet();
        all.set(0, problem.graph().size());
        double bytes = StageCost.of(problem, all, 1, 1).memoryBytes(1);
        return "data-parallel needs " + bytes + " bytes on each device with one sample on it, but a device has "
                + problem.topology().memoryBytes();
    }
}
