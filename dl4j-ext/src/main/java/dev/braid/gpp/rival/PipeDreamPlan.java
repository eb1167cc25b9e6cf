package dev.braid.gpp.rival;

import java.util.List;

/**
 * A pipeline as PipeDream describes it: stages one after another, under PipeDream's own costs.
 *
 * @param totalSeconds of a mini-batch on one machine
 * @param bottleneckSeconds of a mini-batch in the slowest stage
 * @param stages first stage first
 */
public record PipeDreamPlan(double totalSeconds, double bottleneckSeconds, List<Stage> stages) {
    public PipeDreamPlan {
        stages = List.copyOf(stages);
    }

    /**
     * One stage.
     *
     * @param from number of its first antichain state
     * @param to number of the state after its last
     * @param degree replicas, over all levels
     * @param operators ids in the profile
     */
    public record Stage(int from, int to, int degree, List<String> operators) {
        public Stage {
            operators = List.copyOf(operators);
        }
    }
}
