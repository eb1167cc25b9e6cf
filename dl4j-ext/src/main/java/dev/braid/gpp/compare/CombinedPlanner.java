package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.rival.DataParallelPlanner;
import dev.braid.gpp.rival.PipeDreamPlanner;
import dev.braid.gpp.rival.PiperPlanner;
import dev.braid.gpp.rival.SequentialPlanner;
import dev.braid.gpp.rival.TwoBwPlanner;
import dev.braid.gpp.search.GraphPlanner;
import dev.braid.gpp.simulate.Schedule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;

/**
 * Our planner: the search along the series-parallel tree, and beside it the cuts of a sequence that the rivals search,
 * freed of the order that makes them a sequence. A stage of such a cut may hold the end of one branch and what follows
 * the branches' join, which no subtree does; and since a rival's plan is among the candidates as it is, none is faster
 * than ours. Piper's cuts are searched while the graph has few of them, and all of the rivals' while devices times
 * operators is not large. The fastest of all these are {@linkplain Refinement refined}.
 */
final class CombinedPlanner implements Planner {
    /** Downsets that are searched in tenths of a second. */
    private static final int MOST_DOWNSETS = 1000;

    /** Devices times operators, above which the rivals' searches take long and data parallelism alone is looked at. */
    private static final long LARGE = 1 << 15;

    /** Finalists that are refined beside the fastest plan. */
    private static final int STARTS = 4;

    private final Schedule schedule;

    CombinedPlanner(Schedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public String name() {
        return PlannerKind.GRAPH.label();
    }

    @Override
    public Outcome plan(Problem problem) {
        IterationTimes times = new IterationTimes(schedule);
        List<Fastest> finalists = new ArrayList<>();
        Outcome own = new GraphPlanner(times::seconds).plan(problem);
        finalists.add(alone(own, problem, times));
        rivals(problem).forEach(rival -> finalists.addAll(cuts(rival, problem, times)));
        if (schedule == Schedule.SPLIT_BACKWARD) {
            Outcome whole = new CombinedPlanner(Schedule.WHOLE_BACKWARD).plan(problem);
            finalists.add(alone(whole, problem, times));
        }
        return fastest(problem, finalists)
                .map(plan -> refined(problem, plan, finalists))
                .map(plan -> new Plan(name(), plan.stages()))
                .<Outcome>map(Outcome.Found::new)
                .orElse(own);
    }

    private static Fastest alone(Outcome outcome, Problem problem, IterationTimes times) {
        Fastest only = new Fastest(times);
        if (outcome instanceof Outcome.Found found) {
            only.offer(problem, found.plan());
        }
        return only;
    }

    /** The fastest of a rival's candidates, freed and as they are. */
    private static List<Fastest> cuts(
            Function<ToDoubleBiFunction<Problem, Plan>, Planner> rival, Problem problem, IterationTimes times) {
        Fastest freed = new Fastest(times);
        Fastest inARow = new Fastest(times);
        ToDoubleBiFunction<Problem, Plan> both = (same, plan) -> {
            freed.offer(same, freed(same, plan));
            return inARow.offer(same, plan);
        };
        rival.apply(both).plan(problem);
        return List.of(freed, inARow);
    }

    private static List<Function<ToDoubleBiFunction<Problem, Plan>, Planner>> rivals(Problem problem) {
        return (long) problem.topology().devices() * problem.graph().size() > LARGE
                ? List.of(DataParallelPlanner::new)
                : List.of(
                        PipeDreamPlanner::new,
                        DataParallelPlanner::new,
                        TwoBwPlanner::new,
                        SequentialPlanner::new,
                        seconds -> new PiperPlanner(seconds, MOST_DOWNSETS));
    }

    /** When each that may still be the fastest has grown. */
    private Optional<Plan> fastest(Problem problem, List<Fastest> finalists) {
        finalists.sort(Comparator.comparingDouble(finalist -> finalist.least));
        Plan best = null;
        double seconds = Double.POSITIVE_INFINITY;
        for (Fastest finalist : finalists) {
            if (finalist.plan != null && LowerBound.seconds(problem, finalist.plan, schedule) < seconds) {
                Plan grown = Growing.grow(problem, finalist.plan, schedule);
                double grownSeconds = Growing.seconds(problem, grown, schedule);
                best = grownSeconds < seconds ? grown : best;
                seconds = Math.min(seconds, grownSeconds);
            }
        }
        return Optional.ofNullable(best);
    }

    /** What is found from the fastest, and from the first of the finalists as they were before they grew. */
    private Plan refined(Problem problem, Plan fastest, List<Fastest> finalists) {
        Refinement refinement = new Refinement(problem, schedule, fastest);
        finalists.stream()
                .flatMap(finalist -> Optional.ofNullable(finalist.plan).stream())
                .limit(STARTS)
                .forEach(refinement::from);
        return refinement.best();
    }

    /** The fastest plan of one kind among those that may be the fastest of all. */
    private static final class Fastest {
        private final IterationTimes times;
        private double least = Double.POSITIVE_INFINITY;
        private Plan plan;

        Fastest(IterationTimes times) {
            this.times = times;
        }

        double offer(Problem problem, Plan offered) {
            double seconds = times.secondsIfFast(problem, offered);
            if (seconds < least) {
                least = seconds;
                plan = offered;
            }
            return seconds;
        }
    }

    private static Plan freed(Problem problem, Plan plan) {
        List<TreeSet<Integer>> successors = Draft.of(plan).successors(problem.graph());
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            stages.add(with(stage, List.copyOf(successors.get(stage.id()))));
        }
        return new Plan(plan.planner(), InFlight.fill(stages, problem.training().miniBatch()));
    }

    private static Stage with(Stage stage, List<Integer> successors) {
        return new Stage(
                stage.id(),
                stage.operators(),
                stage.recomputed(),
                stage.devices(),
                stage.microBatch(),
                stage.interleave(),
                stage.inFlight(),
                successors);
    }
}
