package dev.braid.jobs.pipeline;

/** How much later than they do the frames of a pass count as arrived. Used by the worker's thread. */
public interface TransferDelays {
    /** When they come, they are there. */
    TransferDelays NONE = (from, to, kind, nowNanos) -> 0;

    /** What travels. */
    enum Direction {
        FORWARD,
        BACKWARD
    }

    /** Nanoseconds from now on for what a pass of stage {@code from} sends to stage {@code to}. */
    long nanos(int from, int to, Direction direction, long nowNanos);
}
