package dev.braid.ops.device;

/**
 * An ordered queue of device work. Operations return when their work is enqueued; the host may read results only
 * after an {@link Event} recorded behind them. Used by one thread.
 */
public interface Stream {
    /** Marks this point of the queue. */
    Event record();
}
