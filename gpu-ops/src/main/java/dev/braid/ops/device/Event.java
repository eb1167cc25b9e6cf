package dev.braid.ops.device;

/** A point in a {@link Stream}: everything enqueued before it is done once {@link #await} returns. */
public interface Event {
    /** Blocks until the work before this point is done; work that failed throws here. */
    void await();
}
