package dev.braid.jobs.train;

import java.util.List;
import java.util.stream.Stream;

/**
 * Trainable parameters and the optimizer's moments, or a slice of them.
 *
 * @param parameters flat, in the order of the training layout
 * @param moments of the optimizer, in its rule's order, each as long as the parameters
 */
public record ParameterState(float[] parameters, List<float[]> moments) {
    public ParameterState {
        moments = List.copyOf(moments);
        for (float[] moment : moments) {
            if (moment.length != parameters.length) {
                throw new IllegalArgumentException(
                        "moment has " + moment.length + " floats, must have " + parameters.length);
            }
        }
    }

    /** Before the first step: all moments are zero. */
    public static ParameterState initial(float[] parameters, UpdateRule rule) {
        return new ParameterState(
                parameters,
                Stream.generate(() -> new float[parameters.length])
                        .limit(rule.moments())
                        .toList());
    }

    /**
     * The state of a checkpoint.
     *
     * @throws IllegalArgumentException when a rule keeps other moments, or there are other parameters
     */
    public static ParameterState of(Checkpoint checkpoint, UpdateRule rule, int parameters) {
        if (checkpoint.moments().size() != rule.moments()) {
            throw new IllegalArgumentException("checkpoint has "
                    + checkpoint.moments().size() + " moments, the optimizer " + rule + " keeps " + rule.moments());
        }
        if (checkpoint.parameters().length != parameters) {
            throw new IllegalArgumentException("checkpoint has " + checkpoint.parameters().length
                    + " parameters, the training layout has " + parameters);
        }
        return new ParameterState(checkpoint.parameters(), checkpoint.moments());
    }

    ParameterState copy() {
        return new ParameterState(
                parameters.clone(), moments.stream().map(float[]::clone).toList());
    }
}
