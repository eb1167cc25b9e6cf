package dev.braid.gpp.compare;

import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.StageUse;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One planner's plan for one model on one machine.
 *
 * @param devices that there are
 * @param variant of the planner and the schedule; {@code graph+split} is ours with split backwards
 * @param speedup throughput against the best rival's under whole backwards; empty without a plan of either
 */
public record ComparisonRow(
        String model,
        String hardware,
        int devices,
        int miniBatch,
        String variant,
        Planned planned,
        OptionalDouble speedup) {

    /** Samples per second of the simulated mini-batch; 0 without a plan. */
    public double throughput() {
        return planned instanceof Planned.Found found ? found.simulation().throughput() : 0;
    }

    /** Bytes of the fullest device, as it was simulated. */
    public static double peakBytes(Planned.Found found) {
        return found.simulation().stages().stream()
                .mapToDouble(StageUse::peakBytes)
                .max()
                .orElse(0);
    }

    /** Share of the time in which the devices that the plan uses had nothing to do. */
    public static double bubbleShare(Planned.Found found) {
        List<Stage> stages = found.plan().stages();
        double idle = 0;
        int used = 0;
        for (StageUse use : found.simulation().stages()) {
            int degree = stages.get(use.stage()).degree();
            idle += use.bubbleShare() * degree;
            used += degree;
        }
        return idle / used;
    }

    /** Operators that are computed again in backward. */
    public static int recomputed(Planned.Found found) {
        return found.plan().stages().stream()
                .mapToInt(stage -> stage.recomputed().size())
                .sum();
    }

    /** Devices that the plan uses. */
    public static int used(Planned.Found found) {
        return found.plan().stages().stream().mapToInt(Stage::degree).sum();
    }
}
