package dev.braid.gpp.search;

import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * The k of kFkB for plans with several sizes of micro-batch. The rule for samples in flight asks for a turn of k b
 * samples or one micro-batch of the successor, whichever is larger, so a stage with the smaller micro-batch may take a
 * turn as long as its successor's and needs no more memory.
 */
final class Interleaving {
    private Interleaving() {}

    /** The plan with the longest turns that cost no memory; itself when its micro-batches are all one size. */
    static Plan of(Plan plan) {
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            int k = 1;
            while (within(plan, stage, 2 * k)) {
                k *= 2;
            }
            stages.add(k == 1 ? stage : interleaved(stage, k));
        }
        return new Plan(plan.planner(), stages);
    }

    private static boolean within(Plan plan, Stage stage, int k) {
        int longest = 0;
        int asked = 0;
        for (int successor : stage.successors()) {
            Stage next = plan.stages().get(successor);
            longest = Math.max(longest, next.microBatch());
            asked = Math.max(asked, InFlight.before(stage.microBatch(), k, next.inFlight(), next.microBatch()));
        }
        return k * stage.microBatch() <= longest && asked <= stage.inFlight();
    }

    private static Stage interleaved(Stage stage, int k) {
        return new Stage(
                stage.id(),
                stage.operators(),
                stage.recomputed(),
                stage.devices(),
                stage.microBatch(),
                k,
                stage.inFlight(),
                stage.successors());
    }
}
