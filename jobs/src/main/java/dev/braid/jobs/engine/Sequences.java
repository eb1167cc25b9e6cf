package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.BaseVersions;
import dev.braid.jobs.adapter.VersionStore;
import dev.braid.jobs.sched.Admission;
import dev.braid.jobs.sched.IdMap;
import dev.braid.jobs.sched.KvPool;
import dev.braid.jobs.sched.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The requests of an engine: their tokens, listeners and pinned versions; the scheduler decides when they run. Owned by
 * the engine's thread.
 */
final class Sequences {
    private final EngineSettings settings;
    private final ModelLimits limits;
    private final KvPool pool;
    private final VersionStore versions;
    private final Ledger ledger;
    private final Scheduler scheduler;
    private final BaseVersions base;
    private final Map<Long, Sequence> waiting = new LinkedHashMap<>();
    private final IdMap<Sequence> running = new IdMap<>();

    Sequences(
            EngineSettings settings,
            ModelLimits limits,
            KvPool pool,
            VersionStore versions,
            Ledger ledger,
            Scheduler scheduler,
            BaseVersions base) {
        this.settings = settings;
        this.limits = limits;
        this.pool = pool;
        this.versions = versions;
        this.ledger = ledger;
        this.scheduler = scheduler;
        this.base = base;
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
        int usable = pool.requestPages();
        if (pool.pagesFor((int) tokens) > usable) {
            throw new RequestRejectedException(
                    RequestRejectedException.Reason.CONTEXT_EXCEEDED,
                    "prompt and max_tokens need " + pool.pagesFor((int) tokens) + " KV pages, requests may use "
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

    /** Whether a request waits. */
    enum Queued {
        WAITING,
        REFUSED
    }

    /** Queues a request, or refuses it when it would come too late. */
    Queued enqueue(Message.Submit submit, long now) {
        Sequence sequence = new Sequence(
                submit, scheduler, submit.request().slo(settings.scheduler().slo()), limits.pageTokens());
        Admission verdict = scheduler.offer(now, sequence.spec());
        if (verdict instanceof Admission.Accepted) {
            waiting.put(sequence.id(), sequence);
            return Queued.WAITING;
        }
        tell(sequence, () -> sequence.listener().onError(refusal(verdict)));
        return Queued.REFUSED;
    }

    private static RequestRejectedException refusal(Admission verdict) {
        if (verdict instanceof Admission.TooLate late) {
            return RequestRejectedException.overloaded(
                    "the first token would come after "
                            + Duration.ofNanos(late.predictedNanos()).toMillis()
                            + " ms, its target is "
                            + Duration.ofNanos(late.ttftNanos()).toMillis()
                            + " ms; try again later, or ask for a longer ttft_ms",
                    Duration.ofNanos(late.retryAfterNanos()));
        }
        Admission.QueueFull full = (Admission.QueueFull) verdict;
        return RequestRejectedException.overloaded(
                full.bound() + " requests are waiting already, which is the bound; try again later",
                Duration.ofNanos(full.retryAfterNanos()));
    }

    /** Starts the waiting requests that may; returns how many left the queue for the first time. */
    int admit(long now) {
        int left = 0;
        for (OptionalLong next = scheduler.nextToStart(); next.isPresent(); next = scheduler.nextToStart()) {
            Sequence sequence = running.get(next.getAsLong());
            if (sequence != null) {
                scheduler.start(sequence.id(), sequence);
                continue;
            }
            sequence = waiting.remove(next.getAsLong());
            left++;
            start(sequence, now);
        }
        return left;
    }

    private void start(Sequence sequence, long now) {
        String model = sequence.request().model();
        Optional<VersionStore.Place> adapter =
                model.equals(settings.model()) ? Optional.empty() : versions.resolve(model);
        if (adapter.isEmpty() && !model.equals(settings.model())) {
            scheduler.drop(now, sequence.id());
            tell(
                    sequence,
                    () -> sequence.listener()
                            .onError(new RequestRejectedException(
                                    RequestRejectedException.Reason.UNKNOWN_MODEL,
                                    "model '" + model + "' is no longer served")));
            return;
        }
        adapter.ifPresent(place -> versions.pin(place.slot()));
        int copy = base.pin();
        OptionalLong step = base.stepOf(copy);
        sequence.begin(adapter, copy, settings.model() + (step.isPresent() ? "@" + step.getAsLong() : ""));
        running.put(sequence.id(), sequence);
        scheduler.start(sequence.id(), sequence);
        if (!tell(sequence, () -> sequence.listener().onStart(adapter.map(VersionStore.Place::version)))) {
            dropDeaf(sequence, now);
        }
    }

    SequenceInput input(long id) {
        return running.get(id);
    }

    /** Gives a sequence its next token, and ends it if that was its last. */
    void append(StepResult.Chosen chosen, long now) {
        Sequence sequence = running.get(chosen.sequence());
        GeneratedToken token = chosen.token();
        if (sequence.request().stopIds().contains(token.id())) {
            finish(sequence, FinishReason.STOP, now);
            return;
        }
        boolean full = sequence.append(token.id(), now);
        scheduler.token(now, sequence.id());
        if (!tell(sequence, () -> sequence.listener().onToken(token))) {
            dropDeaf(sequence, now);
        } else if (full) {
            finish(sequence, FinishReason.LENGTH, now);
        }
    }

    /** Ends a sequence whose listener threw; it may still be able to take the error. */
    private void dropDeaf(Sequence sequence, long now) {
        release(sequence, now);
        tell(
                sequence,
                () -> sequence.listener()
                        .onError(new IllegalStateException(
                                "the listener of request " + sequence.id() + " failed; its generation was ended")));
    }

    private void finish(Sequence sequence, FinishReason reason, long now) {
        release(sequence, now);
        if (sequence.generated() > 0) {
            ledger.finished(sequence.latency());
        }
        tell(sequence, () -> sequence.listener().onFinish(reason));
    }

    /** What {@link #cancel} found. */
    enum Cancelled {
        WAITING,
        RUNNING,
        UNKNOWN
    }

    Cancelled cancel(long id, long now) {
        Sequence queued = waiting.remove(id);
        Sequence active = running.get(id);
        if (queued == null && active == null) {
            return Cancelled.UNKNOWN;
        }
        if (active != null) {
            release(active, now);
        } else {
            scheduler.drop(now, id);
        }
        Sequence sequence = queued == null ? active : queued;
        tell(sequence, () -> sequence.listener().onFinish(FinishReason.CANCELLED));
        return queued == null ? Cancelled.RUNNING : Cancelled.WAITING;
    }

    void failAll(RuntimeException cause, long now) {
        List<Sequence> all = new ArrayList<>(running.values());
        all.forEach(sequence -> release(sequence, now));
        waiting.keySet().forEach(id -> scheduler.drop(now, id));
        all.addAll(waiting.values());
        waiting.clear();
        all.forEach(sequence -> tell(sequence, () -> sequence.listener().onError(cause)));
    }

    private void release(Sequence sequence, long now) {
        if (running.remove(sequence.id()) != null) {
            scheduler.drop(now, sequence.id());
            sequence.pinned().ifPresent(place -> versions.unpin(place.slot()));
            base.unpin(sequence.base());
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
        scheduler.checkIntegrity();
        if (!running.isEmpty() || !waiting.isEmpty() || scheduler.running() + scheduler.waiting() > 0) {
            throw new IllegalStateException(running.size() + " sequences run and " + waiting.size() + " wait");
        }
        if (versions.pins() + base.pins() != 0) {
            throw new IllegalStateException("an idle engine holds " + versions.pins() + " pins of adapters and "
                    + base.pins() + " of the base");
        }
    }
}
