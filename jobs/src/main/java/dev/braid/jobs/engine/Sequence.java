package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.VersionStore;
import dev.braid.jobs.sched.RequestSpec;
import dev.braid.jobs.sched.Scheduler;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.sched.pages.PageKey;
import dev.braid.jobs.sched.pages.PageKeys;
import dev.braid.ops.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A request's tokens, pinned version and times while it waits and runs. Owned by the engine's thread. */
final class Sequence implements SequenceInput, PageKeys {
    private final Message.Submit submit;
    private final Scheduler scheduler;
    private final Slo slo;
    private final int pageTokens;
    private final int[] tokens;
    private final List<PageKey> keys = new ArrayList<>();
    private int length;
    private Optional<VersionStore.Place> adapter = Optional.empty();
    private int base;
    private PageKey root;
    private long firstTokenNanos;
    private long lastTokenNanos;

    Sequence(Message.Submit submit, Scheduler scheduler, Slo slo, int pageTokens) {
        this.submit = submit;
        this.scheduler = scheduler;
        this.slo = slo;
        this.pageTokens = pageTokens;
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

    RequestSpec spec() {
        return new RequestSpec(
                id(),
                submit.request().prompt().length,
                submit.request().maxTokens(),
                slo,
                submit.request().priority());
    }

    /**
     * It begins with these weights and keeps them.
     *
     * @param base copy of the base model's weights
     * @param baseName names these weights
     */
    void begin(Optional<VersionStore.Place> version, int base, String baseName) {
        adapter = version;
        this.base = base;
        root = PageKey.root(
                baseName + "+" + version.map(VersionStore.Place::weights).orElse(""));
    }

    Optional<VersionStore.Place> pinned() {
        return adapter;
    }

    @Override
    public PageKey key(int page) {
        while (keys.size() <= page) {
            PageKey before = keys.isEmpty() ? root : keys.get(keys.size() - 1);
            keys.add(before.next(tokens, keys.size() * pageTokens, pageTokens));
        }
        return keys.get(page);
    }

    @Override
    public int[] tokens() {
        return tokens;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int[] pages() {
        return scheduler.pages(id());
    }

    @Override
    public int pageCount() {
        return scheduler.pageCount(id());
    }

    @Override
    public int base() {
        return base;
    }

    @Override
    public int adapter() {
        return adapter.isPresent() ? adapter.get().slot() : StepRunner.BASE;
    }

    @Override
    public SamplingParams sampling() {
        return submit.request().sampling();
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
                generated(), firstTokenNanos - submit.arrivedNanos(), lastTokenNanos - firstTokenNanos, slo);
    }
}
