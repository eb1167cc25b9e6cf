package dev.braid.jobs.sched;

/**
 * What passes between the end of a step and the plan of the next one while there is work: the loop's own doings, and, where
 * a pipeline's stage has the device, its actions, which cannot be cut. Owned by the scheduler.
 */
final class Overhead {
    private static final double SMOOTHING = 0.1;
    /** A longer gap was not the loop's. */
    private static final long MOST = 20_000_000;

    private long completed = Long.MIN_VALUE;
    private double nanos;
    private double gap;

    /** A step has ended and work is left. */
    void completed(long now) {
        completed = now;
    }

    /** There is no work any more, so that the time from now on is nobody's. */
    void idle() {
        completed = Long.MIN_VALUE;
    }

    void planned(long now) {
        if (completed != Long.MIN_VALUE) {
            long passed = now - completed;
            gap += SMOOTHING * (passed - gap);
            if (passed < MOST) {
                nanos += SMOOTHING * (passed - nanos);
            }
        }
        completed = Long.MIN_VALUE;
    }

    /** The loop's own. */
    long nanos() {
        return (long) nanos;
    }

    /** All of it. */
    double gapNanos() {
        return gap;
    }
}
