package dev.braid.jobs.simulate;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** The machine's own time; what is to pass is waited for. */
public final class RealTime implements Pace {
    /** What is left of a wait is spun away: the system wakes threads later than asked for. */
    private static final long SPUN_NANOS = 100_000;

    @Override
    public LongSupplier clock() {
        return System::nanoTime;
    }

    @Override
    public void pass(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            if (left > SPUN_NANOS) {
                LockSupport.parkNanos(left - SPUN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
