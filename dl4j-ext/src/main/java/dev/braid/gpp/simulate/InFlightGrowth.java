package dev.braid.gpp.simulate;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/**
 * Lets stages keep more samples in flight where that makes the iteration faster. The rule that gives a plan its samples
 * in flight knows no transfers and counts mixed micro-batches closely, so stages may wait for each other although there
 * is memory left.
 *
 * <p>First all stages grow by the same factor, then, stage by stage, one together with all before it by a turn of each;
 * what the simulator finds faster is kept. Nothing grows beyond its devices' memory or the mini-batch, and a step that
 * deadlocks or gains nothing is not taken, so the result is never slower than the plan.
 */
public final class InFlightGrowth {
    private static final double[] FACTORS = {1.25, 1.5, 2, 3, 4};
    private static final int ROUNDS = 4;
    /** Smaller gains are rounding. */
    private static final double LEAST_GAIN = 1e-6;

    private final Problem problem;
    private final Schedule schedule;
    private Plan best;
    private double seconds;

    private InFlightGrowth(Problem problem, Plan plan, Schedule schedule) {
        this.problem = problem;
        this.schedule = schedule;
        this.best = plan;
        this.seconds = seconds(plan);
    }

    /** How much is tried. */
    public enum Extent {
        /** All stages alike: a few simulations. */
        ALIKE,
        /** Then each with those before it: up to a few simulations for each stage. */
        STAGE_BY_STAGE
    }

    /** The plan with other samples in flight, or the plan itself. It must be valid. */
    public static Plan grow(Problem problem, Plan plan, Schedule schedule) {
        return grow(problem, plan, schedule, Extent.STAGE_BY_STAGE);
    }

    /** The same, in as many simulations as the extent says. */
    public static Plan grow(Problem problem, Plan plan, Schedule schedule, Extent extent) {
        InFlightGrowth growth = new InFlightGrowth(problem, plan, schedule);
        for (double factor : FACTORS) {
            growth.offer(alike(problem, plan, factor));
        }
        if (extent == Extent.STAGE_BY_STAGE) {
            growth.stageByStage();
        }
        return growth.best;
    }

    /** All stages with so many times their samples in flight, whole micro-batches, as far as memory and mini-batch allow. */
    public static Plan alike(Problem problem, Plan plan, double factor) {
        return grown(problem, plan, stage -> true, stage -> (int) Math.ceil(stage.inFlight() * factor));
    }

    private void stageByStage() {
        for (int round = 0; round < ROUNDS; round++) {
            double before = seconds;
            for (int stage = best.stages().size() - 1; stage >= 0; stage--) {
                BitSet chosen = withAllBefore(stage);
                offer(grown(problem, best, chosen::get, one -> one.inFlight() + turn(one)));
            }
            if (seconds == before) {
                return;
            }
        }
    }

    private BitSet withAllBefore(int stage) {
        BitSet chosen = new BitSet();
        chosen.set(stage);
        for (int i = stage - 1; i >= 0; i--) {
            if (best.stages().get(i).successors().stream().anyMatch(chosen::get)) {
                chosen.set(i);
            }
        }
        return chosen;
    }

    private static int turn(Stage stage) {
        return stage.interleave() * stage.microBatch();
    }

    /** The chosen stages with the samples that are wanted of them, or as many as there is room for. */
    private static Plan grown(Problem problem, Plan plan, IntPredicate chosen, ToIntFunction<Stage> wanted) {
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            stages.add(chosen.test(stage.id()) ? grown(problem, stage, wanted.applyAsInt(stage)) : stage);
        }
        return new Plan(plan.planner(), stages);
    }

    private static Stage grown(Problem problem, Stage stage, int wanted) {
        StageCost cost = Plan.cost(problem, stage);
        int samples = stage.inFlight();
        while (samples < Math.min(wanted, problem.training().miniBatch())
                && cost.memoryBytes(samples + stage.microBatch())
                        <= problem.topology().memoryBytes()) {
            samples += stage.microBatch();
        }
        return stage.withInFlight(samples);
    }

    private void offer(Plan plan) {
        if (plan.equals(best)) {
            return;
        }
        double offered = seconds(plan);
        if (offered < seconds * (1 - LEAST_GAIN)) {
            best = plan;
            seconds = offered;
        }
    }

    private double seconds(Plan plan) {
        Run run = Simulator.run(problem, plan, schedule);
        return run instanceof Run.Finished finished ? finished.simulation().iterationTime() : Double.POSITIVE_INFINITY;
    }
}
