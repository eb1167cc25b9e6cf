package dev.braid.jobs.pipeline.emulate;

import dev.braid.gpp.plan.Action;
import dev.braid.gpp.simulate.Transfer;
import dev.braid.jobs.pipeline.ActionLoop;
import dev.braid.jobs.pipeline.TransferDelays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The device of one emulated worker: every action takes its time, and each of its links carries one transfer at a time.
 * Used by the worker's thread.
 */
public final class EmulatedDevice implements ActionLoop, TransferDelays {
    private static final double NANOS = 1e9;

    private final EmulatedTimes times;
    private final int stage;
    private final double dilation;
    private final LongSupplier nanos;
    private final Map<List<Object>, Long> freeAt = new HashMap<>();

    /** @param dilation how many times longer than planned everything takes */
    public EmulatedDevice(EmulatedTimes times, int stage, double dilation, LongSupplier nanos) {
        this.times = times;
        this.stage = stage;
        this.dilation = dilation;
        this.nanos = nanos;
    }

    @Override
    public <T> T run(Action action, Supplier<T> work) {
        long end = nanos.getAsLong() + length(times.seconds(stage, action));
        T made = work.get();
        for (long left = end - nanos.getAsLong();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = end - nanos.getAsLong()) {
            LockSupport.parkNanos(left);
        }
        return made;
    }

    @Override
    public void idle(Action next) {}

    @Override
    public long nanos(int from, int to, Direction direction, long nowNanos) {
        Transfer.Kind kind = direction == Direction.FORWARD ? Transfer.Kind.ACTIVATIONS : Transfer.Kind.GRADIENTS;
        long end = Math.max(nowNanos, freeAt.getOrDefault(List.of(kind, to), nowNanos))
                + length(times.seconds(kind, from, to));
        freeAt.put(List.of(kind, to), end);
        return end - nowNanos;
    }

    private long length(double seconds) {
        return Math.round(seconds * dilation * NANOS);
    }
}
