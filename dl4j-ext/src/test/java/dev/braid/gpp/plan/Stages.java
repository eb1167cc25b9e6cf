package dev.braid.gpp.plan;

import java.util.List;

/** Stages that differ from another in one thing. */
public final class Stages {
    private Stages() {}

    public static Stage withId(Stage s, int id) {
        return new Stage(
                id,
                s.operators(),
                s.recomputed(),
                s.devices(),
                s.microBatch(),
                s.interleave(),
                s.inFlight(),
                s.successors());
    }

    public static Stage withOperators(Stage s, List<Integer> operators) {
        return new Stage(
                s.id(),
                operators,
                s.recomputed(),
                s.devices(),
                s.microBatch(),
                s.interleave(),
                s.inFlight(),
                s.successors());
    }

    public static Stage withRecomputed(Stage s, List<Integer> recomputed) {
        return new Stage(
                s.id(),
                s.operators(),
                recomputed,
                s.devices(),
                s.microBatch(),
                s.interleave(),
                s.inFlight(),
                s.successors());
    }

    public static Stage withDevices(Stage s, List<Integer> devices) {
        return new Stage(
                s.id(),
                s.operators(),
                s.recomputed(),
                devices,
                s.microBatch(),
                s.interleave(),
                s.inFlight(),
                s.successors());
    }

    public static Stage withMicroBatch(Stage s, int microBatch) {
        return new Stage(
                s.id(),
                s.operators(),
                s.recomputed(),
                s.devices(),
                microBatch,
                s.interleave(),
                s.inFlight(),
                s.successors());
    }

    public static Stage withInterleave(Stage s, int interleave) {
        return new Stage(
                s.id(),
                s.operators(),
                s.recomputed(),
                s.devices(),
                s.microBatch(),
                interleave,
                s.inFlight(),
                s.successors());
    }

    public static Stage withSuccessors(Stage s, List<Integer> successors) {
        return new Stage(
                s.id(),
                s.operators(),
                s.recomputed(),
                s.devices(),
                s.microBatch(),
                s.interleave(),
                s.inFlight(),
                successors);
    }
}
