package dev.braid.jobs.sched;

/** Whose step it is. */
enum Turn {
    /** Requests, then training in what their deadlines leave. */
    SHARED,
    /** Training, then requests in the slots that it leaves. */
    TRAINING_THEN_REQUESTS,
    REQUESTS,
    TRAINING
}
