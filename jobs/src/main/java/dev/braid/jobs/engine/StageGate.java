package dev.braid.jobs.engine;

import java.util.function.LongSupplier;

/**
 * Says when an engine may compute a step of its own beside the worker of a pipeline's stage, whose actions cannot be cut:
 * in a bubble that is long enough for a step as long as the long ones of its kind of late. Requests that wait get a step
 * all the same after {@link #patience}, or they would starve where bubbles are short; that one step is what training loses. Owned by
 * the engine's thread.
 */
final class StageGate {
    /** What a step computes; prompts make long ones. */
    enum Kind {
        DECODE,
        PROMPT
    }

    /** Of the longest step of late that each further one of its kind leaves. */
    private static final double MEMORY = 0.95;

    private enum Worker {
        /** There is none. */
        NONE,
        /** It computes, or is about to. */
        ACTIVE,
        WAITING
    }

    private final LongSupplier nanos;
    private final long patience;
    private Worker worker = Worker.NONE;
    private long bubbleEnd;
    private long lastStep;
    private final double[] longStep = new double[Kind.values().length];

    /** @param patience nanoseconds after the last step when waiting requests get one in any case */
    StageGate(LongSupplier nanos, long patience) {
        this.nanos = nanos;
        this.patience = patience;
    }

    void active() {
        if (worker == Worker.NONE) {
            lastStep = nanos.getAsLong();
        }
        worker = Worker.ACTIVE;
    }

    void bubble(long length) {
        worker = Worker.WAITING;
        bubbleEnd = nanos.getAsLong() + length;
    }

    void detach() {
        worker = Worker.NONE;
    }

    /** Whether a step of this kind may begin now. */
    boolean opens(Kind kind) {
        if (worker == Worker.NONE) {
            return true;
        }
        long now = nanos.getAsLong();
        boolean fits = worker == Worker.WAITING && now + (long) longStep[kind.ordinal()] < bubbleEnd;
        return fits || now - lastStep >= patience;
    }

    /** A step has run. */
    void stepped(Kind kind, long length) {
        lastStep = nanos.getAsLong();
        int at = kind.ordinal();
        longStep[at] = Math.max(length, longStep[at] * MEMORY);
    }
}
