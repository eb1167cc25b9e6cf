package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Action;
import dev.braid.jobs.engine.StageService;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Actions as work in the loop of the engine that owns the device. The program of a stage is the same in every mini-batch,
 * so is the place of its bubbles: for each action that was waited for, the shortest of the last waits is what the engine
 * is told to have. In the first mini-batch it is told nothing. Owned by the worker's thread.
 */
public final class EngineActionLoop implements ActionLoop {
    /** A wait that is longer than the one that is known counts by this much. */
    private static final double TRUST = 0.25;

    private final StageService engine;
    private final LongSupplier nanos;
    private final Map<Action, Long> waits = new HashMap<>();
    private Action awaited;
    private long since;

    /** @param nanos the worker's clock */
    public EngineActionLoop(StageService engine, LongSupplier nanos) {
        this.engine = engine;
        this.nanos = nanos;
    }

    @Override
    public <T> T run(Action action, Supplier<T> work) {
        if (action.equals(awaited)) {
            learn(action, nanos.getAsLong() - since);
        }
        awaited = null;
        AtomicReference<T> made = new AtomicReference<>();
        CompletableFuture<Void> done = engine.stage(() -> made.set(work.get()));
        try {
            // Not to be cut: the action reads memory that must not be freed under it.
            done.join();
        } catch (CompletionException | CancellationException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new PipelineException("action " + action + " failed in the engine: " + e.getMessage(), e);
        }
        return made.get();
    }

    /** Short waits are believed at once, long ones by and by. */
    private void learn(Action action, long wait) {
        waits.merge(action, wait, (known, now) -> now < known ? now : (long) (known + TRUST * (now - known)));
    }

    @Override
    public void idle(Action next) {
        if (!next.equals(awaited)) {
            awaited = next;
            since = nanos.getAsLong();
            engine.bubble(waits.getOrDefault(next, 0L));
        }
    }

    @Override
    public void leave() {
        engine.detach();
    }
}
