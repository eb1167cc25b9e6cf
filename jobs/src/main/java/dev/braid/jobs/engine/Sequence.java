package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.VersionStore;
import dev.braid.jobs.sched.SequenceView;
import java.util.Arrays;
import java.util.Optional;

/** A request while it waits and runs. Owned by the engine's thread. */
final class Sequence {
    private final Message.Submit submit;
    private final int[] tokens;
    private int length;
    private int computed;
    private int[] pages = new int[0];
    private Optional<VersionStore.Place> adapter = Optional.empty();
    private long firstTokenNanos;
    private long lastTokenNanos;

    Sequence(Message.Submit submit) {
        this.submit = submit;
        int[] prompt = submit.request().prompt();
        tokens = Arrays.copyOf(prompt, prompt.length + submit.request().maxTokens());
        length = prompt.length;
    }

    long id() {
        return submit.id();
    }

    GenerationRequest request() {
        return submit.request();
    }

    GenerationListener listener() {
        return submit.listener();
    }

    /** Tokens that it can have at most. */
    int capacity() {
        return tokens.length;
    }

    void start(int[] ownPages, Optional<VersionStore.Place> version) {
        pages = ownPages;
        adapter = version;
    }

    int[] pages() {
        return pages;
    }

    Optional<VersionStore.Place> adapter() {
        return adapter;
    }

    SequenceView view() {
        return new SequenceView(id(), length, computed);
    }

    SequenceInput input() {
        int slot = adapter.map(VersionStore.Place::slot).orElse(-1);
        return new SequenceInput(tokens, length, pages, slot, submit.request().sampling());
    }

    void computed(int count) {
        computed += count;
    }

    /** Adds a chosen token; true when the sequence is now full. */
    boolean append(int id, long nanos) {
        tokens[length++] = id;
        if (generated() == 1) {
            firstTokenNanos = nanos;
        }
        lastTokenNanos = nanos;
        return length == tokens.length;
    }

    int generated() {
        return length - submit.request().prompt().length;
    }

    Ledger.Latency latency() {
        return new Ledger.Latency(
                generated(), firstTokenNanos - submit.arrivedNanos(), lastTokenNanos - firstTokenNanos);
    }
}
