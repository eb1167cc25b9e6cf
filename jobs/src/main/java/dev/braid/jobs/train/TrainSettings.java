package dev.braid.jobs.train;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * When the loop does what.
 *
 * @param leaseSize how a step is cut
 * @param publishing which versions requests see
 * @param publishSteps optimizer steps between two of them, where all that are due are seen
 * @param evaluateSteps optimizer steps between two validations; empty for none but the last
 * @param saveSteps optimizer steps between two checkpoints; empty for the last alone
 * @param patience validations without a lower loss that end the run; empty for any number
 */
public record TrainSettings(
        Schedule schedule,
        LearningRate learningRate,
        LeaseSize leaseSize,
        PublishRule publishing,
        long publishSteps,
        OptionalLong evaluateSteps,
        OptionalLong saveSteps,
        OptionalInt patience) {
    public TrainSettings {
        if (publishSteps < 1) {
            throw new IllegalArgumentException("publishSteps is " + publishSteps + ", must be at least 1");
        }
        if (learningRate.steps() != schedule.steps()) {
            throw new IllegalArgumentException("learning rate is planned for " + learningRate.steps()
                    + " steps, the schedule has " + schedule.steps());
        }
    }

    /** Whether a version is worth a folder: it is validated, or there is a checkpoint of it. */
    public boolean milestone(long step) {
        return evaluates(step) || saves(step);
    }

    boolean last(long step) {
        return step == schedule.steps();
    }

    boolean publishes(long step) {
        return publishing instanceof PublishRule.Always && (last(step) || step % publishSteps == 0);
    }

    boolean evaluates(long step) {
        return last(step) || evaluateSteps.isPresent() && step % evaluateSteps.getAsLong() == 0;
    }

    boolean saves(long step) {
        return last(step) || saveSteps.isPresent() && step % saveSteps.getAsLong() == 0;
    }
}
