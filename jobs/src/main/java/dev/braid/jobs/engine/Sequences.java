package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.VersionStore;
import dev.braid.jobs.sched.Scheduler;
import dev.braid.jobs.sched.SequenceView;
import dev.braid.jobs.sched.Work;
import dev.braid.jobs.sched.pages.PageAllocator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The requests of an engine: those that wait, those that run, and their pages. Owned by the engine's thread. */
final class Sequences {
    /** What {@link #cancel} found. */
    enum Cancelled {
        WAITING,
        RUNNING,
        UNKNOWN
    }

    private final EngineSettings settings;
    private final ModelLimits limits;
    private final VersionStore versions;
    private final Ledger ledger;
    private final PageAllocator pages;
    private final int[] trainingPages;
    private final Map<Long, Sequence> waiting = new LinkedHashMap<>();
    private final Map<Long, Sequence> running = new LinkedHashMap<>();

    Sequences(EngineSettings settings, ModelLimits limits, VersionStore versions, Ledger ledger) {
        this.settings = settings;
        this.limits = limits;
        this.versions = versions;
        this.ledger = ledger;
        this.pages = new PageAllocator(limits.pages());
        this.trainingPages = pages.allocate(limits.pagesFor(limits.sampleTokens()));
    }

    /** Pages set aside for training, so that requests and training never wait for each other's. */
    int[] trainingPages() {
        return trainingPages;
    }

    /** Refuses a request that could never run. Any thread. */
    void requireFits(GenerationRequest request) {
        long tokens = (long) request.prompt().length + request.maxTokens();
        if (tokens > limits.context()) {
            throw new RequestRejectedException(
                    RequestRejectedException.Reason.CONTEXT_EXCEEDED,
                    "the prompt has " + request.prompt().length + " tokens and max_tokens is " + request.maxTokens()
                            + ", together " + tokens + "; the context holds " + limits.context());
        }
        int usable = limits.pages() - trainingPages.length;
        if (limits.pagesFor((int) tokens) > usable) {
            throw new RequestRejectedException(
                    RequestRejectedException.Reason.CONTEXT_EXCEEDED,
                    "prompt and max_tokens need " + limits.pagesFor((int) tokens) + " KV pages, requests may use "
                            + usable + "; ask for fewer tokens or raise spark.braid.serve.kv.pages");
        }
        for (int id : request.prompt()) {
            if (id < 0 || id >= limits.vocabulary()) {
                throw new RequestRejectedException(
                        RequestRejectedException.Reason.INVALID,
                        "prompt has token id " + id + ", must be from 0 to " + (limits.vocabulary() - 1));
            }
        }
    }

    void enqueue(Message.Submit submit) {
        waiting.put(submit.id(), new Sequence(submit));
    }

    /** Starts the waiting requests that fit; returns how many left the queue. */
    int admit(Scheduler scheduler) {
        if (waiting.isEmpty()) {
            return 0;
        }
        List<Sequence> queue = new ArrayList<>(waiting.values());
        List<Integer> needed = queue.stream()
                .map(sequence -> limits.pagesFor(sequence.capacity()))
                .toList();
        int admitted = scheduler.admit(running.size(), pages.available(), needed);
        for (Sequence sequence : queue.subList(0, admitted)) {
            waiting.remove(sequence.id());
            start(sequence);
        }
        return admitted;
    }

    private void start(Sequence sequence) {
        Optional<VersionStore.Place> adapter = Optional.empty();
        String model = sequence.request().model();
        if (!model.equals(settings.model())) {
            adapter = versions.resolve(model);
            if (adapter.isEmpty()) {
                tell(
                        sequence,
                        () -> sequence.listener()
                                .onError(new RequestRejectedException(
                                        RequestRejectedException.Reason.UNKNOWN_MODEL,
                                        "model '" + model + "' is no longer served")));
                return;
            }
        }
        adapter.ifPresent(place -> versions.pin(place.slot()));
        sequence.start(pages.allocate(limits.pagesFor(sequence.capacity())), adapter);
        running.put(sequence.id(), sequence);
        Optional<VersionStore.Place> started = adapter;
        if (!tell(sequence, () -> sequence.listener().onStart(started.map(VersionStore.Place::version)))) {
            dropDeaf(sequence);
        }
    }

    List<SequenceView> views() {
        return running.values().stream().map(Sequence::view).toList();
    }

    SequenceInput input(long id) {
        return running.get(id).input();
    }

    int running() {
        return running.size();
    }

    double kvUsage() {
        return 1 - (double) pages.available() / pages.total();
    }

    void apply(Work work) {
        if (work instanceof Work.Decode decode) {
            running.get(decode.sequence()).computed(1);
        } else if (work instanceof Work.Prefill prefill) {
            running.get(prefill.sequence()).computed(prefill.tokens());
        }
    }

    /** Gives a sequence its next token, and ends it if that was its last. */
    void append(StepResult.Chosen chosen, long now) {
        Sequence sequence = running.get(chosen.sequence());
        GeneratedToken token = chosen.token();
        if (sequence.request().stopIds().contains(token.id())) {
            finish(sequence, FinishReason.STOP);
            return;
        }
        boolean full = sequence.append(token.id(), now);
        if (!tell(sequence, () -> sequence.listener().onToken(token))) {
            dropDeaf(sequence);
        } else if (full) {
            finish(sequence, FinishReason.LENGTH);
        }
    }

    /** Ends a sequence whose listener threw; it may still be able to take the error. */
    private void dropDeaf(Sequence sequence) {
        release(sequence);
        tell(
                sequence,
                () -> sequence.listener()
                        .onError(new IllegalStateException(
                                "the listener of request " + sequence.id() + " failed; its generation was ended")));
    }

    private void finish(Sequence sequence, FinishReason reason) {
        release(sequence);
        if (sequence.generated() > 0) {
            ledger.finished(sequence.latency());
        }
        tell(sequence, () -> sequence.listener().onFinish(reason));
    }

    Cancelled cancel(long id) {
        Sequence queued = waiting.remove(id);
        Sequence active = running.get(id);
        if (queued == null && active == null) {
            return Cancelled.UNKNOWN;
        }
        if (active != null) {
            release(active);
        }
        Sequence sequence = queued == null ? active : queued;
        tell(sequence, () -> sequence.listener().onFinish(FinishReason.CANCELLED));
        return queued == null ? Cancelled.RUNNING : Cancelled.WAITING;
    }

    void failAll(RuntimeException cause) {
        List<Sequence> all = new ArrayList<>(running.values());
        all.forEach(this::release);
        all.addAll(waiting.values());
        waiting.clear();
        all.forEach(sequence -> tell(sequence, () -> sequence.listener().onError(cause)));
    }

    private void release(Sequence sequence) {
        if (running.remove(sequence.id()) != null) {
            pages.release(sequence.pages());
            sequence.adapter().ifPresent(place -> versions.unpin(place.slot()));
        }
    }

    /** A listener that throws costs its own sequence only. */
    private static boolean tell(Sequence sequence, Runnable call) {
        try {
            call.run();
            return true;
        } catch (RuntimeException | Error e) {
            System.getLogger(Sequences.class.getName())
                    .log(System.Logger.Level.WARNING, "listener of request " + sequence.id() + " failed", e);
            return false;
        }
    }

    void checkIdle() {
        if (!running.isEmpty() || !waiting.isEmpty()) {
            throw new IllegalStateException(running.size() + " sequences run and " + waiting.size() + " wait");
        }
        if (pages.available() != pages.total() - trainingPages.length || versions.pins() != 0) {
            throw new IllegalStateException("an idle engine holds " + (pages.total() - pages.available()) + " pages, "
                    + trainingPages.length + " of them for training, and " + versions.pins() + " pins");
        }
    }
}
