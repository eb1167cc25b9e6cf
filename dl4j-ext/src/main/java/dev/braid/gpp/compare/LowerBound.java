package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Seconds that a mini-batch of a plan takes at least, however many samples are in flight: what a stage must wait for the
 * first samples, its own work, and what the stages before it must do after its last gradient.
 */
final class LowerBound {
    private static final double ROUNDING = 1 - 1e-9;

    private LowerBound() {}

    static double seconds(Problem problem, Plan plan, Schedule schedule) {
        List<StageCost> costs = new ArrayList<>();
        plan.stages().forEach(stage -> costs.add(Plan.cost(problem, stage)));
        double[] before = new double[costs.size()];
        double[] after = new double[costs.size()];
        Arrays.setAll(after, id -> costs.get(id).allReduce());
        double most = 0;
        for (Stage stage : plan.stages()) {
            StageCost cost = costs.get(stage.id());
            double passes = (double) cost.miniBatch() / cost.microBatch();
            double own = passes * (cost.forward() + cost.backward());
            most = Math.max(most, before[stage.id()] + own + after[stage.id()]);
            double last = schedule == Schedule.WHOLE_BACKWARD ? cost.backward() + after[stage.id()] : 0;
            for (int next : stage.successors()) {
                before[next] = Math.max(before[next], before[stage.id()] + cost.forward());
                after[next] = Math.max(after[next], last);
            }
        }
        return most * ROUNDING;
    }
}
