package dev.braid.jobs.train;

import java.util.List;

/**
 * All that a run needs to go on behind a step as if it had never ended.
 *
 * @param step the last optimizer step that is in it; what comes next follows from this number
 * @param seed of the run
 * @param fingerprint stands for everything else that results depend on: settings, data, base model
 * @param parameters flat, after the step
 * @param moments of the optimizer, each as long as the parameters
 */
public record Checkpoint(
        long step, long seed, String fingerprint, Validation validation, float[] parameters, List<float[]> moments) {
    public Checkpoint {
        moments = List.copyOf(moments);
        for (float[] moment : moments) {
            if (moment.length != parameters.length) {
                throw new IllegalArgumentException(
                        "moment has " + moment.length + " floats, must have " + parameters.length);
            }
        }
    }
}
