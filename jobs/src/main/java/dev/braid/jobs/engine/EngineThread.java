package dev.braid.jobs.engine;

import java.util.concurrent.CompletableFuture;

/** The thread that drives an engine in production: warms it up, steps while there is work, parks while there is none. */
public final class EngineThread implements AutoCloseable {
    private final CoServingEngine engine;
    private final Thread thread;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    public EngineThread(CoServingEngine engine) {
        this.engine = engine;
        this.thread = new Thread(this::run, "braid-engine");
        thread.setDaemon(true);
        thread.start();
    }

    /** Completes when the engine has warmed up, exceptionally when it could not. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    private void run() {
        try {
            engine.warmUp();
            ready.complete(null);
            while (true) {
                CoServingEngine.Progress progress = engine.step();
                if (progress == CoServingEngine.Progress.IDLE) {
                    engine.awaitMessage();
                } else if (progress == CoServingEngine.Progress.STOPPED && stopped()) {
                    return;
                }
            }
        } catch (RuntimeException | Error e) {
            ready.completeExceptionally(e);
            throw e;
        } finally {
            engine.close();
        }
    }

    /** A failed engine keeps answering its mailbox with the failure until it is stopped. */
    private boolean stopped() {
        if (engine.status().ready() == EngineStatus.Readiness.STOPPING || thread.isInterrupted()) {
            return true;
        }
        engine.awaitMessage();
        return thread.isInterrupted();
    }

    @Override
    public void close() {
        engine.stop().join();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
