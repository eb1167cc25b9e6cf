package dev.braid.jobs.sched;

import dev.braid.jobs.sched.latency.LatencyModel;
import dev.braid.jobs.sched.pages.KvPages;
import dev.braid.jobs.sched.pages.PageKey;
import dev.braid.jobs.sched.pages.PageKeys;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Decides what each step computes. It is told what happens (requests and samples that come and go, tokens that come out,
 * the time) and makes plans of it; the same events give the same plans. Continuous batching with chunked prefill over a
 * paged pool whose known prefixes are reused; requests first, under their targets, then the largest training window that
 * the tightest deadline leaves, unless another {@link Policy} rules. Used by the engine's thread alone.
 */
public final class Scheduler {
    /** A step without requests is this share of the time that a first token may take: whoever comes waits for it. */
    private static final int IDLE_SHARE = 4;
    /** The share of the slots that requests keep when training goes first. */
    private static final int BORROWED_SHARE = 8;

    private final SchedulerSettings settings;
    private final KvPool pool;
    private final LatencyModel latency;
    private final KvPages pages;
    private final int[][] trainingPages;
    private final Queue waiting = new Queue();
    private final Queue running = new Queue();
    private final IdMap<Request> requests = new IdMap<>();
    private final TrainingJobs jobs;
    private final AdmissionControl admission;
    private final Turns turns;
    private final StepFill fill;
    private final Overhead overhead = new Overhead();
    private Optional<Tape> tape = Optional.empty();
    private long plannedAt;
    private long steps;
    private long preemptions;
    private long reusedTokens;
    private int rotation;

    public Scheduler(SchedulerSettings settings, KvPool pool, LatencyModel latency) {
        this.settings = settings;
        this.pool = pool;
        this.latency = latency;
        this.pages = new KvPages(pool.pages());
        this.jobs = new TrainingJobs(pool.lanes());
        this.trainingPages = new int[pool.lanes()][pool.trainingPages()];
        for (int[] lane : trainingPages) {
            Arrays.setAll(lane, i -> pages.take());
        }
        this.admission = new AdmissionControl(settings, pool, latency, overhead);
        this.turns = new Turns(settings.policy(), settings.slo().tpotNanos());
        this.fill = new StepFill(latency, settings);
    }

    public SchedulerSettings settings() {
        return settings;
    }

    /** From now on everything is recorded; before the first event, to be replayed. */
    public void recordTo(Tape recorder) {
        tape = Optional.of(recorder);
    }

    private void record(Supplier<SchedulerEvent> event) {
        tape.ifPresent(recorder -> recorder.record(event.get()));
    }

    /** Training samples in flight at a time. */
    public int lanes() {
        return pool.lanes();
    }

    /** Pages of the training sample in a lane, always the same. */
    public int[] trainingPages(int lane) {
        return trainingPages[lane];
    }

    /** A request arrives; it waits if it is accepted. */
    public Admission offer(long now, RequestSpec spec) {
        record(() -> new SchedulerEvent.Offered(now, spec));
        Request request = new Request(spec, now, pool.pageTokens());
        Admission verdict = admission.judge(request, waiting, running, pages.available());
        if (verdict instanceof Admission.Accepted) {
            requests.put(spec.id(), request);
            waiting.add(request);
        }
        return verdict;
    }

    /** The waiting request that is to start now, by {@link #start} or {@link #drop}; empty when none can. */
    public OptionalLong nextToStart() {
        if (waiting.size() == 0 || running.size() == settings.maxSequences()) {
            return OptionalLong.empty();
        }
        Request first = waiting.get(0);
        boolean room = pages.available() >= first.missingPages() + growth();
        return room ? OptionalLong.of(first.id()) : OptionalLong.empty();
    }

    /** Pages with which each running sequence can grow by one before anybody has to be evicted. */
    private int growth() {
        int growing = 0;
        for (int i = 0; i < running.size(); i++) {
            Request request = running.get(i);
            growing += pool.pagesFor(request.spec().capacity()) > request.pageCount() ? 1 : 0;
        }
        return growing;
    }

    /**
     * A waiting request starts, or goes on after an eviction.
     *
     * @param keys of its full pages under the weights that it pins
     */
    public void start(long id, PageKeys keys) {
        record(() -> new SchedulerEvent.Started(id));
        Request request = requests.get(id);
        waiting.remove(request);
        request.adopt(pages, tape.isEmpty() ? keys : page -> recorded(id, page, keys.key(page)));
        reusedTokens += request.reused();
        for (int missing = request.missingPages(); missing > 0; missing--) {
            request.add(pages.take());
        }
        running.add(request);
    }

    private PageKey recorded(long id, int page, PageKey key) {
        record(() -> new SchedulerEvent.Keyed(id, page, key));
        return key;
    }

    /** A request is over: it was answered in full, cancelled, or cannot be served. Unknown ids are ignored. */
    public void drop(long now, long id) {
        record(() -> new SchedulerEvent.Dropped(now, id));
        Request request = requests.remove(id);
        if (request == null) {
            return;
        }
        if (request.pageCount() > 0) {
            admission.ended(now, request.pageCount());
            running.remove(request);
            request.release(pages);
        } else {
            waiting.remove(request);
        }
        if (!hasWork()) {
            overhead.idle();
        }
    }

    /** Whether a running request has tokens of its prompt left to compute. */
    public boolean hasPrompt() {
        for (int i = 0; i < running.size(); i++) {
            if (!running.get(i).decodes()) {
                return true;
            }
        }
        return false;
    }

    private boolean hasWork() {
        return running.size() + waiting.size() > 0 || jobs.oldest() != null;
    }

    /** Sets a finetuning job's share relative to the others'; 1 unless it is set. */
    public void weigh(String job, double weight) {
        record(() -> new SchedulerEvent.Weighed(job, weight));
        jobs.weigh(job, weight);
    }

    /** A training sample arrives. */
    public void offer(SampleSpec sample) {
        record(() -> new SchedulerEvent.SampleOffered(sample));
        jobs.offer(sample);
    }

    /** A training sample is no longer wanted, begun or not. */
    public void withdraw(long sample) {
        record(() -> new SchedulerEvent.SampleWithdrawn(sample));
        jobs.withdraw(sample);
        if (!hasWork()) {
            overhead.idle();
        }
    }

    /** Gives every lane a training sample if it can: they must be ready when the next plan is made. */
    public void beginSamples() {
        if (tape.isPresent()) {
            record(SchedulerEvent.SamplesBegun::new);
        }
        jobs.begin();
    }

    /** The training sample in a lane. */
    public OptionalLong sample(int lane) {
        Sample sample = jobs.inLane(lane);
        return sample == null
                ? OptionalLong.empty()
                : OptionalLong.of(sample.spec().id());
    }

    /** The next step; empty when there is nothing to do. {@link #complete} follows unless it is empty. */
    public StepPlan plan(long now) {
        overhead.planned(now);
        plannedAt = now;
        fill.begin(steps);
        long bound = switch (turns.next(running.size(), waiting.size(), jobs.oldest() != null, isBetween())) {
            case SHARED -> shared(now);
            case TRAINING_THEN_REQUESTS -> trainingFirst(now);
            case REQUESTS -> inference(now);
            case TRAINING -> training();
        };
        StepPlan plan = fill.end(bound);
        if (tape.isPresent()) {
            record(() -> new SchedulerEvent.Planned(now, plan.work(), plan.predictedNanos(), plan.slackNanos()));
        }
        return plan;
    }

    private boolean isBetween() {
        return jobs.oldest() != null && jobs.oldest().forwarded() == 0;
    }

    private long shared(long now) {
        long bound = inference(now);
        train(Math.min(bound, idleBound()));
        return bound;
    }

    /** One sample forward and backward as a whole, and none ahead of it: between two of them requests may have a turn. */
    private long training() {
        Sample oldest = jobs.oldest();
        if (oldest != null) {
            fill.train(oldest.forwardLeft() > 0 ? oldest : null, oldest, idleBound());
        }
        return Long.MAX_VALUE;
    }

    private void train(long bound) {
        if (jobs.oldest() != null) {
            fill.train(jobs.forward(), jobs.oldest(), bound);
        }
    }

    /** How long a step may be when no running request bounds it. */
    private long idleBound() {
        Slo slo = settings.slo();
        return Math.min(slo.ttftNanos() / IDLE_SHARE, IDLE_SHARE * slo.tpotNanos());
    }

    private long inference(long now) {
        grow();
        long bound = Long.MAX_VALUE;
        for (int i = 0; i < running.size(); i++) {
            Request request = running.get(i);
            if (request.decodes()) {
                fill.decode(request);
                bound = Math.min(bound, request.budget(now));
            }
        }
        if (bound != Long.MAX_VALUE) {
            bound -= overhead.nanos();
        }
        return Math.min(bound, prefills(now, bound));
    }

    /** Adds prompt chunks; returns the time that is left to the first tokens. */
    private long prefills(long now, long bound) {
        long tightest = Long.MAX_VALUE;
        for (int i = 0; i < running.size() && fill.room() > 0; i++) {
            Request request = running.get(i);
            if (!request.decodes()) {
                int tokens = fill.prefill(request, bound);
                int stepsLeft = 1 + (request.pending() - tokens + Math.max(1, tokens) - 1) / Math.max(1, tokens);
                tightest = Math.min(tightest, (request.due() - now) / stepsLeft);
            }
        }
        return tightest;
    }

    private long trainingFirst(long now) {
        grow();
        int kept = Math.max(1, settings.maxBatchTokens() / BORROWED_SHARE);
        fill.reserve(kept);
        train(idleBound());
        fill.reserve(-kept);
        int count = running.size();
        long bound = Long.MAX_VALUE;
        for (int i = 0; i < count && fill.room() > 0; i++) {
            Request request = running.get((i + rotation) % count);
            if (request.decodes()) {
                fill.decode(request);
                bound = Math.min(bound, request.due() - now);
            } else {
                fill.prefill(request, Long.MAX_VALUE);
            }
        }
        rotation = count == 0 ? 0 : (rotation + 1) % count;
        return bound;
    }

    /** Gives every decoding sequence the page of its next token, at the cost of the least urgent where none is left. */
    private void grow() {
        for (int i = 0; i < running.size(); i++) {
            Request request = running.get(i);
            while (request.missingPages() > 0 && pages.available() == 0) {
                Request last = running.get(running.size() - 1);
                evict(last);
                if (last == request) {
                    return;
                }
            }
            if (request.missingPages() > 0) {
                request.add(pages.take());
            }
        }
    }

    /** Back to the queue: what it had computed is computed again, from the pages that are still known. */
    private void evict(Request request) {
        running.remove(request);
        request.release(pages);
        waiting.add(request);
        preemptions++;
    }

    /** The last plan was carried out; returns the training sample that is done by it. */
    public OptionalLong complete(long now) {
        if (tape.isPresent()) {
            record(() -> new SchedulerEvent.Completed(now));
        }
        StepPlan plan = fill.plan();
        steps++;
        latency.observe(fill.load(), now - plannedAt);
        for (int i = 0; i < plan.decodes(); i++) {
            requests.get(plan.decode(i)).advance(1, pages);
        }
        for (int i = 0; i < plan.prefills(); i++) {
            requests.get(plan.prefill(i)).advance(plan.prefillTokens(i), pages);
        }
        Sample done = trained(plan);
        turns.done(now - plannedAt, done != null);
        if (hasWork()) {
            overhead.completed(now);
        }
        return done == null ? OptionalLong.empty() : OptionalLong.of(done.spec().id());
    }

    /** Applies the plan's windows; the sample if it is done. */
    private Sample trained(StepPlan plan) {
        if (!plan.trains()) {
            return null;
        }
        if (plan.forwardTokens() > 0) {
            jobs.inLane(plan.forwardLane()).forward(plan.forwardTokens());
        }
        if (plan.backwards() == 0) {
            return null;
        }
        Sample sample = jobs.inLane(plan.backwardLane());
        for (int i = 0; i < plan.backwards(); i++) {
            sample.backward(plan.backwardFrom(i));
        }
        if (!sample.isDone()) {
            return null;
        }
        jobs.finish(sample);
        return sample;
    }

    /** A running request's next token came out and was appended. */
    public void token(long now, long id) {
        if (tape.isPresent()) {
            record(() -> new SchedulerEvent.TokenCame(now, id));
        }
        requests.get(id).token(now);
    }

    /** Pages of a running request, in order; the first {@link #pageCount} count. Valid until the next plan. */
    public int[] pages(long id) {
        return requests.get(id).pages();
    }

    public int pageCount(long id) {
        return requests.get(id).pageCount();
    }

    public int running() {
        return running.size();
    }

    public int waiting() {
        return waiting.size();
    }

    /** Sequences that lost their pages so far. */
    public long preemptions() {
        return preemptions;
    }

    /** Prompt tokens that were found in the pool so far. */
    public long reusedTokens() {
        return reusedTokens;
    }

    /** Used fraction of the pool's pages, 0 to 1; pages that are kept in case someone needs them do not count. */
    public double poolUsage() {
        return 1 - (double) pages.available() / pages.total();
    }

    /**
     * Checks that pages add up and that every request is in one place.
     *
     * @throws IllegalStateException naming what does not hold
     */
    public void checkIntegrity() {
        long held = (long) pool.lanes() * pool.trainingPages();
        for (int i = 0; i < running.size(); i++) {
            held += running.get(i).pageCount();
        }
        pages.check(held);
        if (requests.size() != running.size() + waiting.size()) {
            throw new IllegalStateException(requests.size() + " requests are known, but " + running.size() + " run and "
                    + waiting.size() + " wait");
        }
    }
}
