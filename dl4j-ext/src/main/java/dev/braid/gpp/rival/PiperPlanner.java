package dev.braid.gpp.rival;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * Piper's planner under the shared costs: every way to cut the graph along its downsets, with data parallelism and
 * recomputation per operator. A stage may hold parts of parallel branches, but the stages themselves form a sequence.
 * The costs know no tensor parallelism, so there is none.
 *
 * <p>A graph of r branches of n operators has about (n + 1)^r downsets; of one with more than {@link #MOST_DOWNSETS}, the
 * limit of the original, nothing is planned.
 *
 * @see <a href="https://proceedings.neurips.cc/paper/2021/hash/d01eeca8b24321cd2fe89dd85b9beb51-Abstract.html">Piper:
 *     Multidimensional Planner for DNN Parallelization</a>
 */
public final class PiperPlanner implements Planner {
    public static final int MOST_DOWNSETS = 40_000;

    private final int mostDownsets;
    private final ToDoubleBiFunction<Problem, Plan> iterationTime;

    /** @param iterationTime seconds of one mini-batch, such as a simulator gives them */
    public PiperPlanner(ToDoubleBiFunction<Problem, Plan> iterationTime) {
        this(iterationTime, MOST_DOWNSETS);
    }

    /** With another limit: time and memory of the search grow with its square. */
    public PiperPlanner(ToDoubleBiFunction<Problem, Plan> iterationTime, int mostDownsets) {
        this.iterationTime = iterationTime;
        this.mostDownsets = mostDownsets;
    }

    @Override
    public String name() {
        return "piper";
    }

    @Override
    public Outcome plan(Problem problem) {
        CostGraph graph = problem.graph();
        int size = graph.size();
        int[][] successors =
                IntStream.range(0, size).mapToObj(graph::successors).toArray(int[][]::new);
        int[] order = IntStream.range(0, size).map(i -> size - 1 - i).toArray();
        Optional<Downsets> downsets = Downsets.of(successors, order, mostDownsets);
        return downsets.isEmpty()
                ? new Outcome.Infeasible(tooMany(graph, mostDownsets))
                : new SharedPlanning(name(), problem, iterationTime)
                        .search(
                                downsets.get(),
                                Recomputation.PER_OPERATOR,
                                problem.topology().devices());
    }

    private static String tooMany(CostGraph graph, int most) {
        return "piper looks at every downset of the graph, and the " + graph.size() + " operators have more than "
                + most + "; a graph with fewer or shorter parallel branches has fewer";
    }
}
