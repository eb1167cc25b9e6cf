package dev.braid.jobs.simulate;

import java.util.function.LongSupplier;

/** Time that passes only when it is told to, in no time: for replays of hours in seconds. One thread. */
public final class VirtualTime implements Pace {
    private long now;

    @Override
    public LongSupplier clock() {
        return () -> now;
    }

    @Override
    public void pass(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("time is to pass by " + nanos + " ns, must be at least 0");
        }
        now += nanos;
    }
}
