package dev.braid.jobs.serve;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.EngineStatus;
import dev.braid.jobs.engine.FinishReason;
import dev.braid.jobs.engine.GeneratedToken;
import dev.braid.jobs.engine.GenerationHandle;
import dev.braid.jobs.engine.GenerationListener;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.engine.ServedModel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine with a window in it: which requests have been submitted, and which cancellations have reached its mailbox. */
final class WatchedEngine implements InferenceService {
    private final InferenceService engine;
    private final AtomicInteger submitted = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private volatile Runnable onToken = () -> {};

    WatchedEngine(InferenceService engine) {
        this.engine = engine;
    }

    /** What happens within every step, on the engine's thread, before a token is told. */
    void onToken(Runnable action) {
        onToken = action;
    }

    /** Requests that are in the engine's mailbox or were. */
    int submitted() {
        return submitted.get();
    }

    /** Cancellations that are in the engine's mailbox or were. */
    int cancelled() {
        return cancelled.get();
    }

    @Override
    public GenerationHandle submit(GenerationRequest request, GenerationListener listener) {
        GenerationHandle handle = engine.submit(request, new Told(listener));
        submitted.incrementAndGet();
        return () -> {
            handle.cancel();
            cancelled.incrementAndGet();
        };
    }

    @Override
    public List<ServedModel> models() {
        return engine.models();
    }

    @Override
    public int maxContext() {
        return engine.maxContext();
    }

    @Override
    public EngineStatus status() {
        return engine.status();
    }

    private final class Told implements GenerationListener {
        private final GenerationListener listener;

        Told(GenerationListener listener) {
            this.listener = listener;
        }

        @Override
        public void onStart(Optional<AdapterVersion> adapter) {
            listener.onStart(adapter);
        }

        @Override
        public void onToken(GeneratedToken token) {
            onToken.run();
            listener.onToken(token);
        }

        @Override
        public void onFinish(FinishReason reason) {
            listener.onFinish(reason);
        }

        @Override
        public void onError(RuntimeException cause) {
            listener.onError(cause);
        }
    }
}
