package dev.braid.jobs.engine;

import java.util.concurrent.CompletableFuture;

/**
 * What the worker of a pipeline's stage asks of the engine that owns its device: to run its actions in the engine's loop,
 * and to serve in the time between. Thread-safe; one worker at a time.
 */
public interface StageService {
    /**
     * Runs work on the engine's thread, before any further step. Nothing is served until it is done, nor after it until
     * {@link #bubble} or {@link #detach}: the next action may come at any moment.
     *
     * @return completes when it has run, exceptionally with what it threw; that is the worker's alone
     */
    CompletableFuture<Void> stage(Runnable work);

    /**
     * The worker waits, and the device is free.
     *
     * @param nanos for how long at least, as far as it knows; 0 when it does not
     */
    void bubble(long nanos);

    /** There is no worker any more. */
    void detach();
}
