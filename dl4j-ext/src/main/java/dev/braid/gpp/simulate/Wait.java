package dev.braid.gpp.simulate;

import dev.braid.gpp.plan.Action;

/**
 * Why a stage cannot go on.
 *
 * @param action that it would begin
 * @param other stage that it waits for; itself when it waits for a place
 * @param needed samples, from the first of the mini-batch
 * @param there of them
 */
public record Wait(int stage, Action action, int other, What what, int needed, int there) {
    public enum What {
        ACTIVATIONS,
        GRADIENTS,
        /** A place for samples in flight, or a pass of its own that should come first. */
        OWN_PASSES
    }

    @Override
    public String toString() {
        String before = "stage " + stage + " waits to run " + action;
        return switch (what) {
            case OWN_PASSES -> before + " for passes of its own that come later or never";
            case ACTIVATIONS -> before + " for samples from stage " + other + ": " + counts();
            case GRADIENTS -> before + " for gradients from stage " + other + ": " + counts();
        };
    }

    private String counts() {
        return needed + " needed, " + there + " there";
    }
}
