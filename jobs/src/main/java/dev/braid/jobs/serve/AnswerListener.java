package dev.braid.jobs.serve;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.FinishReason;
import dev.braid.jobs.engine.GeneratedToken;
import dev.braid.jobs.engine.GenerationListener;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Hands what the engine's thread tells about one answer over to its {@link Generation}, with the time it was told. */
record AnswerListener(Generation generation, int index, LongSupplier nanos, SerialExecutor serial)
        implements GenerationListener {
    @Override
    public void onStart(Optional<AdapterVersion> adapter) {
        long at = nanos.getAsLong();
        post(() -> generation.started(index, at));
    }

    @Override
    public void onToken(GeneratedToken token) {
        long at = nanos.getAsLong();
        post(() -> generation.token(index, token, at));
    }

    @Override
    public void onFinish(FinishReason reason) {
        post(() -> generation.finished(index, reason));
    }

    @Override
    public void onError(RuntimeException cause) {
        post(() -> generation.fail(cause));
    }

    /** A failure of ours ends this request alone. */
    private void post(Runnable event) {
        serial.execute(() -> {
            try {
                event.run();
            } catch (RuntimeException e) {
                generation.crashed(e);
            }
        });
    }
}
