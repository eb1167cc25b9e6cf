package dev.braid.gpp.simulate;

import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies between stages: samples that a stage has made and a later stage has not begun, most of all where an edge
 * skips stages.
 */
final class WaitingBytes {
    private final Plan plan;
    private final PlacementCost placement;

    WaitingBytes(Plan plan, PlacementCost placement) {
        this.plan = plan;
        this.placement = placement;
    }

    /** For each stage the most bytes that one of its devices has made and that wait, over all its successors. */
    double[] peaks(List<TimelineEntry> timeline) {
        List<List<Double>> made = new ArrayList<>();
        plan.stages().forEach(stage -> made.add(new ArrayList<>()));
        List<List<Double>> begun = new ArrayList<>();
        plan.stages().forEach(stage -> begun.add(new ArrayList<>()));
        for (TimelineEntry entry : timeline) {
            if (entry.action() instanceof Pass pass && pass.kind() == Kind.FORWARD) {
                made.get(entry.stage()).add(entry.end());
                begun.get(entry.stage()).add(entry.start());
            }
        }
        return plan.stages().stream()
                .mapToDouble(stage -> peak(stage, made.get(stage.id()), begun))
                .toArray();
    }

    private double peak(Stage stage, List<Double> made, List<List<Double>> begun) {
        int[] taken = new int[stage.successors().size()];
        double[] perSample = stage.successors().stream()
                .mapToDouble(next -> placement.bytes(stage.id(), next))
                .toArray();
        double peak = 0;
        for (int m = 0; m < made.size(); m++) {
            double bytes = 0;
            for (int s = 0; s < taken.length; s++) {
                Stage next = plan.stages().get(stage.successors().get(s));
                List<Double> starts = begun.get(next.id());
                while (taken[s] < starts.size() && starts.get(taken[s]) <= made.get(m)) {
                    taken[s]++;
                }
                int waiting = (m + 1) * stage.microBatch() - taken[s] * next.microBatch();
                bytes += StageCost.share(Math.max(0, waiting), stage.degree()) * perSample[s];
            }
            peak = Math.max(peak, bytes);
        }
        return peak;
    }
}
