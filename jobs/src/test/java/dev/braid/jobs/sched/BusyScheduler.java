package dev.braid.jobs.sched;

import dev.braid.jobs.sched.latency.LatencyModel;
import dev.braid.jobs.sched.latency.ProfileShapes;
import dev.braid.jobs.sched.latency.StepLoad;
import dev.braid.jobs.sched.pages.PageKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A scheduler with so many running requests, always one more prompt to come, and training samples under way, on a
 * machine that only takes time. A request that has all its tokens makes room for the next one.
 */
final class BusyScheduler {
    private static final int LAYERS = 32;
    private static final int SAMPLE_TOKENS = 1024;
    private static final int BATCH_TOKENS = 768;
    private static final int PAGE_TOKENS = 16;
    private static final int SAMPLE_PAGES = SAMPLE_TOKENS / PAGE_TOKENS;
    private static final int LANES = 2;

    final Scheduler scheduler;
    private final Random random = new Random(1);
    private final List<Integer> blocks =
            IntStream.rangeClosed(0, LAYERS).mapToObj(i -> LAYERS - i).toList();
    private final int mostTokens;
    private final IdMap<Asked> asked = new IdMap<>();
    private long now = 1;
    private long ids;
    private boolean trained;

    /** A request's known tokens, those that are left to generate, and the keys of its pages. */
    private static final class Asked {
        private final List<PageKey> keys = new ArrayList<>();
        private int known;
        private int left;
    }

    BusyScheduler(int requests, int mostTokens) {
        this.mostTokens = mostTokens;
        int pagesEach = (400 + mostTokens) / PAGE_TOKENS + 2;
        KvPool pool = new KvPool(requests * pagesEach + LANES * SAMPLE_PAGES, PAGE_TOKENS, SAMPLE_PAGES, LANES);
        LatencyModel latency = LatencyModel.unknown();
        latency.learn(
                ProfileShapes.of(new ProfileShapes.Room(BATCH_TOKENS, 256, 4096, 100_000, SAMPLE_TOKENS, LAYERS))
                        .stream()
                        .map(shape -> new LatencyModel.Sample(shape.load(), nanos(shape.load())))
                        .toList());
        scheduler = new Scheduler(
                new SchedulerSettings(BATCH_TOKENS, 256, 1000, new Policy.CoServing(), Slo.ofMillis(75, 100_000)),
                pool,
                latency);
        for (int i = 0; i < requests; i++) {
            ask();
        }
        for (int i = 0; i < LANES; i++) {
            train();
        }
    }

    /** A machine that reads an 8B model's weights in some 10 ms and computes some 16000 tokens/s. */
    private static double nanos(StepLoad load) {
        return 9e6
                + 60e3 * load.batchRows()
                + 20 * (load.decodeKeys() + load.prefillKeys() + load.forwardKeys())
                + 30e3 * load.headRows()
                + 5e3 * load.backwardRows()
                + 10 * load.backwardKeys();
    }

    private void ask() {
        RequestSpec spec = new RequestSpec(
                ids++,
                100 + random.nextInt(300),
                mostTokens,
                scheduler.settings().slo(),
                0);
        Asked one = new Asked();
        one.known = spec.promptTokens();
        one.left = mostTokens;
        PageKey key = PageKey.root("request " + spec.id());
        for (int page = 0; page <= spec.capacity() / PAGE_TOKENS; page++) {
            one.keys.add(key);
            key = key.next(new int[] {page}, 0, 1);
        }
        asked.put(spec.id(), one);
        if (!(scheduler.offer(now, spec) instanceof Admission.Accepted)) {
            throw new IllegalStateException("a request was refused");
        }
    }

    private void train() {
        scheduler.offer(new SampleSpec(ids++, "job", SAMPLE_TOKENS, blocks, LAYERS));
    }

    /** What is not part of a step: requests start, samples are chosen. */
    void prepare() {
        for (OptionalLong next = scheduler.nextToStart(); next.isPresent(); next = scheduler.nextToStart()) {
            Asked one = asked.get(next.getAsLong());
            scheduler.start(next.getAsLong(), one.keys::get);
        }
        scheduler.beginSamples();
    }

    /** A step: the plan, its time, its tokens. Returns the plan. */
    StepPlan step() {
        StepPlan plan = scheduler.plan(now);
        now += plan.predictedNanos() * (90 + random.nextInt(10)) / 100;
        trained = scheduler.complete(now).isPresent();
        for (int i = 0; i < plan.decodes(); i++) {
            token(plan.decode(i));
        }
        for (int i = 0; i < plan.prefills(); i++) {
            long id = plan.prefill(i);
            if (plan.prefillFrom(i) + plan.prefillTokens(i) == asked.get(id).known) {
                token(id);
            }
        }
        return plan;
    }

    /** Whether the last step ended the training sample. */
    boolean trained() {
        return trained;
    }

    private void token(long id) {
        scheduler.token(now, id);
        Asked one = asked.get(id);
        one.known++;
        one.left--;
    }

    /** Requests that are done make room for others, and a sample that is done for the next. */
    void renew(StepPlan plan) {
        for (int i = 0; i < plan.decodes(); i++) {
            long id = plan.decode(i);
            if (asked.get(id).left == 0) {
                asked.remove(id);
                scheduler.drop(now, id);
                ask();
            }
        }
        if (trained) {
            train();
        }
    }
}
