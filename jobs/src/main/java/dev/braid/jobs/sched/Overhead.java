package dev.braid.jobs.sched;

/** What passes between the end of a step and the plan of the next one while there is work. Owned by the scheduler. */
final class Overhead {
    private static final double SMOOTHING = 0.1;
    /** A longer gap was idleness. */
    private static final long MOST = 20_000_000;

    private long completed = Long.MIN_VALUE;
    private double nanos;

    void completed(long now) {
        completed = now;
    }

    void planned(long now) {
        if (completed != Long.MIN_VALUE && now - completed < MOST) {
            nanos += SMOOTHING * (now - completed - nanos);
        }
        completed = Long.MIN_VALUE;
    }

    long nanos() {
        return (long) nanos;
    }
}
