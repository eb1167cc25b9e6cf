package dev.braid.gpp.compare;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a rival came to on its own format with its own formulas. What its costs do not know is empty.
 *
 * @param timePerSample seconds per sample of the slowest stage; with PipeDream a sample is the mini-batch that was
 *     profiled, so it is the bottleneck
 * @param total seconds of a mini-batch on one machine; PipeDream only
 * @param stages one after another, first stage first
 */
public record OriginalPlan(
        PlannerKind planner,
        double timePerSample,
        OptionalDouble total,
        List<OriginalPlan.Stage> stages,
        double searchSeconds) {
    public OriginalPlan {
        stages = List.copyOf(stages);
    }

    /**
     * One stage.
     *
     * @param operators ids in the file
     * @param degree data-parallel replicas
     * @param tensorParallel devices that share each operator of a replica
     * @param modes how each operator runs, in their order; empty where there is one way only
     * @param inFlight samples over all replicas
     * @param memoryBytes of one device
     */
    public record Stage(
            List<String> operators,
            int degree,
            int tensorParallel,
            List<String> modes,
            OptionalInt inFlight,
            OptionalDouble memoryBytes) {
        public Stage {
            operators = List.copyOf(operators);
            modes = List.copyOf(modes);
        }

        public int devices() {
            return degree * tensorParallel;
        }
    }
}
