package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.AdapterVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A listener that keeps what it is told, and checks the order of the calls. */
final class Collected implements GenerationListener {
    final List<GeneratedToken> tokens = new ArrayList<>();
    Optional<AdapterVersion> version = Optional.empty();
    FinishReason finished;
    RuntimeException error;
    private int starts;

    @Override
    public void onStart(Optional<AdapterVersion> adapter) {
        version = adapter;
        starts++;
    }

    @Override
    public void onToken(GeneratedToken token) {
        if (starts != 1 || isOver()) {
            throw new IllegalStateException("a token came before the start or after the end");
        }
        tokens.add(token);
    }

    @Override
    public void onFinish(FinishReason reason) {
        requireRunning();
        finished = reason;
    }

    @Override
    public void onError(RuntimeException cause) {
        requireRunning();
        error = cause;
    }

    private void requireRunning() {
        if (isOver()) {
            throw new IllegalStateException("the generation ended twice");
        }
    }

    boolean isOver() {
        return finished != null || error != null;
    }

    List<Integer> ids() {
        return tokens.stream().map(GeneratedToken::id).toList();
    }
}
