package dev.braid.jobs.bench;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.FinishReason;
import dev.braid.jobs.engine.GeneratedToken;
import dev.braid.jobs.engine.GenerationListener;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Waits for the end of a generation; the tokens themselves are of no interest. */
final class Answer implements GenerationListener {
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** Completes with the generation, exceptionally when it failed. */
    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void onStart(Optional<AdapterVersion> adapter) {}

    @Override
    public void onToken(GeneratedToken token) {}

    @Override
    public void onFinish(FinishReason reason) {
        done.complete(null);
    }

    @Override
    public void onError(RuntimeException cause) {
        done.completeExceptionally(cause);
    }
}
