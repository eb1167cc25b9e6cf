package dev.braid.jobs.engine;

/** The client's end of a running generation. */
public interface GenerationHandle {
    /** Ends it within one step; its listener gets {@link FinishReason#CANCELLED}. Any thread; idempotent. */
    void cancel();
}
