package dev.braid.jobs.engine;

import java.util.concurrent.CompletableFuture;

/**
 * The thread that drives an engine in production: warms it up, steps while there is work, waits while there is none.
 * It ends when the engine stops or fails; by then everything that was asked of the engine has been answered.
 */
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
            drive();
        } catch (RuntimeException | Error e) {
            ready.completeExceptionally(e);
        } finally {
            engine.close();
        }
    }

    private void drive() {
        CoServingEngine.Progress progress = CoServingEngine.Progress.WORKED;
        while (progress != CoServingEngine.Progress.STOPPED) {
            try {
                if (progress == CoServingEngine.Progress.IDLE) {
                    engine.awaitMessage();
                } else if (progress == CoServingEngine.Progress.HELD) {
                    engine.awaitDevice();
                }
            } catch (InterruptedException e) {
                // Nobody but the owner of this thread interrupts it, and an owner that does so wants it to end.
                engine.stop();
            }
            progress = engine.step();
        }
    }

    /** Stops the engine and waits for its thread to end. */
    @Override
    public void close() {
        engine.stop().join();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
