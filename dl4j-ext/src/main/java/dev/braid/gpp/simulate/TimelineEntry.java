package dev.braid.gpp.simulate;

import dev.braid.gpp.plan.Action;

/** When a stage did something, in seconds from the beginning of the mini-batch. */
public record TimelineEntry(int stage, Action action, double start, double end) {
    public double seconds() {
        return end - start;
    }
}
