package dev.braid.jobs.report;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.Simulation;
import dev.braid.gpp.simulate.StageUse;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Plans of several planners for one problem, side by side.
 *
 * @param setting model, devices and where the costs come from, in a sentence or two
 * @param entries the first is the one that the page is about; the others are its rivals
 * @param missing planners without a plan
 */
public record PlanComparison(String setting, Problem problem, List<Entry> entries, List<Missing> missing) {
    public PlanComparison {
        entries = List.copyOf(entries);
        missing = List.copyOf(missing);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("entries is empty, but must have a plan");
        }
    }

    /** A valid plan and how a mini-batch of it went. */
    public record Entry(String planner, Plan plan, Simulation simulation, double searchSeconds) {
        double seconds() {
            return simulation.iterationTime();
        }

        int devices() {
            return plan.stages().stream().mapToInt(Stage::degree).sum();
        }

        /** Share of the devices' time in which they had nothing to do, over those that the plan uses. */
        double bubbleShare() {
            double idle = 0;
            for (StageUse use : simulation.stages()) {
                idle += use.bubbleShare() * plan.stages().get(use.stage()).degree();
            }
            return idle / devices();
        }

        double peakBytes() {
            return simulation.stages().stream()
                    .mapToDouble(StageUse::peakBytes)
                    .max()
                    .orElse(0);
        }
    }

    /** A planner that found no plan, and why. */
    public record Missing(String planner, String reason) {}

    Entry own() {
        return entries.get(0);
    }

    Optional<Entry> bestRival() {
        return entries.stream().skip(1).min(Comparator.comparingDouble(Entry::seconds));
    }

    double longestSeconds() {
        return entries.stream().mapToDouble(Entry::seconds).max().orElse(0);
    }
}
