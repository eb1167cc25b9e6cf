package dev.braid.gpp.simulate;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Kfkb;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.plan.StageProgram;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one mini-batch of a plan, event by event. A stage's replicas work in step and do one action at a time; an action
 * begins as soon as the one before it is done and what it needs is there:
 *
 * <ul>
 *   <li>a forward needs its samples of every stage before, a backward its gradients of every stage behind, however they
 *       were cut into micro-batches there, and a forward a place within the samples in flight;
 *   <li>what a pass made is sent when it is done, over a link that each pair of stages has for itself in each direction;
 *       links carry one transfer at a time and do not occupy devices ({@link PlacementCost} says how long they take);
 *   <li>weight gradients are summed once, after the last; the update takes no time.
 * </ul>
 *
 * <p>The cost model counts a stage's transfers as if they occupied it; here they overlap, so a stage can be faster than
 * its time per sample says.
 */
public final class Simulator {
    private Simulator() {}

    /** A plan whose stages choose their actions as the schedule says. It must be valid but for its samples in flight. */
    public static Run run(Problem problem, Plan plan, Schedule schedule) {
        int miniBatch = problem.training().miniBatch();
        List<ActionSource> sources = new ArrayList<>();
        if (schedule == Schedule.WHOLE_BACKWARD) {
            Kfkb.programs(plan, miniBatch).forEach(program -> sources.add(new ActionSource.Listed(program.actions())));
        } else {
            plan.stages().forEach(stage -> sources.add(split(stage, miniBatch)));
        }
        return new Events(problem, plan, sources).run();
    }

    private static ActionSource split(Stage stage, int miniBatch) {
        SplitBackward.Deferral deferral =
                stage.recomputed().isEmpty() ? SplitBackward.Deferral.UNTIL_IDLE : SplitBackward.Deferral.NEVER;
        return new SplitBackward(Kfkb.passes(stage, miniBatch, Kind.BACKWARD_INPUT), deferral);
    }

    /** A plan whose stages do what these programs say, one for each stage in order. */
    public static Run run(Problem problem, Plan plan, List<StageProgram> programs) {
        if (programs.size() != plan.stages().size()) {
            throw new IllegalArgumentException("there are " + programs.size()
                    + " programs, but must be one for each of " + plan.stages().size() + " stages");
        }
        List<ActionSource> sources = new ArrayList<>();
        programs.forEach(program -> sources.add(new ActionSource.Listed(program.actions())));
        return new Events(problem, plan, sources).run();
    }
}
