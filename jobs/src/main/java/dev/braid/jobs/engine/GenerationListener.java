package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.AdapterVersion;
import java.util.Optional;

/**
 * Receives a generation. Called on the engine's thread: implementations hand over and return at once, and must not
 * throw. Exactly one of {@link #onFinish} and {@link #onError} comes last.
 */
public interface GenerationListener {
    /** The request was admitted; {@code adapter} is the version that it pins, empty for the base model. */
    void onStart(Optional<AdapterVersion> adapter);

    void onToken(GeneratedToken token);

    void onFinish(FinishReason reason);

    void onError(RuntimeException cause);
}
