package dev.braid.jobs.engine;

/** Why a generation ended. */
public enum FinishReason {
    /** A stop id came. */
    STOP,
    /** The request's or the context's bound was reached. */
    LENGTH,
    /** The client went away or asked for it. */
    CANCELLED
}
