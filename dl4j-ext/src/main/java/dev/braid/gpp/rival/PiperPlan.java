package dev.braid.gpp.rival;

import java.util.List;

/**
 * A pipeline as Piper and PipeDream-2BW describe it: stages one after another, under Piper's own costs.
 *
 * @param secondsPerSample of the slowest stage
 * @param stages first stage first
 */
public record PiperPlan(double secondsPerSample, List<Stage> stages) {
    public PiperPlan {
        stages = List.copyOf(stages);
    }

    /**
     * One stage, on {@code degree * tensorParallel} devices.
     *
     * @param operators ids in the input
     * @param degree data-parallel replicas
     * @param tensorParallel devices that share each operator
     * @param modes id of the mode of each operator, in their order; that is where recomputation is chosen
     */
    public record Stage(List<String> operators, int degree, int tensorParallel, List<String> modes) {
        public Stage {
            operators = List.copyOf(operators);
            modes = List.copyOf(modes);
        }
    }
}
