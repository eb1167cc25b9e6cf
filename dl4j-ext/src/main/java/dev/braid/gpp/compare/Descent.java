package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.simulate.InFlightGrowth;
import dev.braid.gpp.simulate.Run;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.gpp.simulate.Simulation;
import dev.braid.gpp.simulate.Simulator;
import dev.braid.gpp.simulate.TimelineEntry;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A plan changed by small {@link Moves}: each step takes the first that makes the simulated mini-batch shorter, until none
 * does or the effort is spent.
 *
 * <p>The searches before it minimise the time per sample of the slowest stage, for which whatever a stage does beside the
 * slowest is free. In a mini-batch it is not: an all-reduce that begins when the last gradient has come, for one, is
 * waited for by everybody. What counts there is seen by simulation alone, and a simulation has no parts that a dynamic
 * program could put together; so its results are only beginnings here.
 *
 * <p>One thread, one use.
 */
final class Descent {
    /** Smaller gains are rounding. */
    private static final double LEAST_GAIN = 1e-6;

    /**
     * What the mean of the stages' ends counts beside the end of all. Where two stages end last, a step that relieves
     * one of them makes nothing shorter, but the step after it may.
     */
    private static final double MEAN_END = 0.01;

    /** In passes that are simulated: about a tenth of a second. */
    private static final double MOST_EFFORT = 3e5;

    /** What it costs, in passes, to look at an operator of a plan that need not be simulated. */
    private static final double OPERATOR_EFFORT = 3;

    private final Problem problem;
    private final Schedule schedule;
    private final double inFlight;
    private final Set<Draft> seen = new HashSet<>();
    private double effort;

    /** @param inFlight samples in flight, as a multiple of what the rule asks for, where memory allows it */
    Descent(Problem problem, Schedule schedule, double inFlight) {
        this.problem = problem;
        this.schedule = schedule;
        this.inFlight = inFlight;
    }

    private record Judged(Plan plan, Simulation simulation, double score) {}

    /** The plan at the end; nothing when the one at the beginning exceeds memory without the order of its stages. */
    Optional<Plan> from(Plan plan) {
        Optional<Judged> at = judge(Draft.of(plan), Double.POSITIVE_INFINITY);
        Optional<Judged> lowest = at;
        while (at.isPresent()) {
            lowest = at;
            at = better(at.get());
        }
        return lowest.map(Judged::plan);
    }

    private Optional<Judged> better(Judged than) {
        double wanted = than.score() * (1 - LEAST_GAIN);
        Iterator<Draft> moves = new Moves(problem, Draft.of(than.plan()), busiestFirst(than.simulation())).iterator();
        while (moves.hasNext() && effort < MOST_EFFORT) {
            Draft move = moves.next();
            if (seen.add(move)) {
                Optional<Judged> judged = judge(move, wanted).filter(found -> found.score() < wanted);
                if (judged.isPresent()) {
                    return judged;
                }
            }
        }
        return Optional.empty();
    }

    /** Nothing when it is no plan, or none that can have a lower score than {@code wanted}. */
    private Optional<Judged> judge(Draft draft, double wanted) {
        effort += OPERATOR_EFFORT * problem.graph().size();
        return draft.plan(problem)
                .filter(plan -> LowerBound.seconds(problem, plan, schedule) < wanted)
                .map(plan -> InFlightGrowth.alike(problem, plan, inFlight))
                .flatMap(this::simulated);
    }

    private Optional<Judged> simulated(Plan plan) {
        effort += Growing.passes(problem, plan);
        Run run = Simulator.run(problem, plan, schedule);
        return run instanceof Run.Finished finished
                ? Optional.of(new Judged(plan, finished.simulation(), score(finished.simulation())))
                : Optional.empty();
    }

    private static double score(Simulation simulation) {
        double[] ends = new double[simulation.stages().size()];
        for (TimelineEntry entry : simulation.timeline()) {
            ends[entry.stage()] = Math.max(ends[entry.stage()], entry.end());
        }
        return simulation.iterationTime()
                + MEAN_END * Arrays.stream(ends).average().orElse(0);
    }

    private static List<Integer> busiestFirst(Simulation simulation) {
        return IntStream.range(0, simulation.stages().size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        stage -> -simulation.stages().get(stage).busySeconds()))
                .toList();
    }
}
