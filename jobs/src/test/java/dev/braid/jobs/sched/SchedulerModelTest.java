package dev.braid.jobs.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.sched.latency.LatencyModel;
import dev.braid.jobs.sched.latency.ProfileShapes;
import dev.braid.jobs.sched.latency.StepLoad;
import dev.braid.jobs.sched.pages.PageKey;
import dev.braid.jobs.sched.tape.Recording;
import dev.braid.jobs.sched.tape.Replay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random arrivals, cancellations, samples and jobs against a model of what each request and sample must go through,
 * checked after every event: no token lost or computed twice, pages conserved and never written by two, windows in
 * order, nobody starved. The recording of each run is replayed.
 */
class SchedulerModelTest {
    private static final int EVENTS = 20_000;
    private static final int PAGE = 4;
    private static final int HEAD = 3;
    private static final List<Integer> BLOCKS = List.of(HEAD, 2, 1, 0);

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final KvPool pool = new KvPool(30 + random.nextInt(60), PAGE, 6, 1 + random.nextInt(2));
    private final Map<Long, Model> requests = new LinkedHashMap<>();
    private final Map<Long, Training> samples = new LinkedHashMap<>();
    private final List<SchedulerEvent> tape = new ArrayList<>();
    /** Content of the pool by position: which token history was computed there. */
    private final Map<Integer, String> content = new HashMap<>();

    private Scheduler scheduler;
    private SchedulerSettings settings;
    private long now = 1;
    private long ids;
    private long finished;
    private long samplesDone;
    private long refused;

    /** What a request has gone through. */
    private static final class Model {
        final RequestSpec spec;
        final String tokens;
        int known;
        int computed;
        int generated;
        boolean running;
        long waitingSteps;

        Model(RequestSpec spec, String tokens) {
            this.spec = spec;
            this.tokens = tokens;
            this.known = spec.promptTokens();
        }
    }

    /** What a sample has gone through. */
    private static final class Training {
        final SampleSpec spec;
        int forwarded;
        int block;
        int unfinished;

        Training(SampleSpec spec) {
            this.spec = spec;
            this.unfinished = spec.length();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"co-serving", "training-first", "temporal-3", "dynamic-temporal", "inference-only"})
    void everythingIsComputedOnceInOrderAndNothingLeaks(String policy) {
        int batch = 6 + random.nextInt(40);
        settings = new SchedulerSettings(
                batch,
                1 + random.nextInt(batch - 2),
                1 + random.nextInt(20),
                Policy.of(policy),
                new Slo(5_000 + random.nextInt(50_000), random.nextBoolean() ? 1L << 50 : 2_000_000));
        LatencyModel latency = LatencyModel.of(profiled().coefficients());
        List<Double> coefficients =
                Arrays.stream(latency.coefficients()).boxed().toList();
        scheduler = new Scheduler(settings, pool, latency);
        scheduler.recordTo(tape::add);
        for (int i = 0; i < EVENTS; i++) {
            event();
            check();
        }
        drain();
        assertTrue(finished > 200 && refused < ids, finished + " finished of " + ids + at());
        assertTrue(scheduler.reusedTokens() > 0, "no known prefix was found" + at());
        boolean trains = !policy.equals("inference-only");
        assertTrue(!trains || samplesDone > 50, samplesDone + " samples done" + at());
        long plans =
                tape.stream().filter(SchedulerEvent.Planned.class::isInstance).count();
        assertEquals(plans, Replay.run(new Recording(settings, pool, coefficients, tape)));
    }

    private String at() {
        return ", " + settings + ", " + pool + ", seed " + seed;
    }

    private static long cost(StepLoad load) {
        return 2_000
                + 300 * load.batchRows()
                + 10 * load.decodeKeys()
                + 200 * load.headRows()
                + 250 * load.backwardRows();
    }

    private static LatencyModel profiled() {
        LatencyModel model = LatencyModel.unknown();
        model.learn(ProfileShapes.of(new ProfileShapes.Room(40, 16, 60, 200, 24, 3)).stream()
                .map(shape -> new LatencyModel.Sample(shape.load(), cost(shape.load())))
                .toList());
        return model;
    }

    private void event() {
        switch (random.nextInt(10)) {
            case 0, 1 -> arrive();
            case 2 -> cancel();
            case 3 -> sample();
            case 4 -> {
                if (random.nextInt(10) == 0) {
                    scheduler.weigh("job" + random.nextInt(3), 0.5 + random.nextInt(4));
                } else if (random.nextInt(6) == 0 && !samples.isEmpty()) {
                    long id = samples.keySet().iterator().next();
                    samples.remove(id);
                    scheduler.withdraw(id);
                }
            }
            default -> step();
        }
    }

    /** Prompts share beginnings, so that pages are found again. */
    private void arrive() {
        int prompt = 1 + random.nextInt(30);
        int most = 1 + random.nextInt(20);
        if (pool.pagesFor(prompt + most) > pool.requestPages()) {
            return;
        }
        String tokens = random.nextInt(3) + "-" + (random.nextBoolean() ? "" : ids);
        RequestSpec spec = new RequestSpec(ids++, prompt, most, settings.slo(), random.nextInt(5) - 2);
        if (scheduler.offer(now, spec) instanceof Admission.Accepted) {
            requests.put(spec.id(), new Model(spec, tokens));
        } else {
            refused++;
        }
    }

    private void cancel() {
        if (!requests.isEmpty() && random.nextInt(4) == 0) {
            List<Long> all = List.copyOf(requests.keySet());
            long id = all.get(random.nextInt(all.size()));
            requests.remove(id);
            scheduler.drop(now, id);
        }
    }

    private void sample() {
        if (samples.size() > 12) {
            return;
        }
        List<Integer> blocks = random.nextInt(4) == 0 ? List.of(HEAD) : BLOCKS;
        SampleSpec spec = new SampleSpec(ids++, "job" + random.nextInt(3), 1 + random.nextInt(6 * PAGE), blocks, HEAD);
        samples.put(spec.id(), new Training(spec));
        scheduler.offer(spec);
    }

    private PageKey key(Model request, int page) {
        return PageKey.root(history(request, (page + 1) * PAGE));
    }

    /** The token history up to a position; generated tokens are a request's own. */
    private static String history(Model request, int positions) {
        boolean own = positions > request.spec.promptTokens();
        return request.tokens + ":" + positions + (own ? "!" + request.spec.id() : "");
    }

    private void step() {
        admit();
        scheduler.beginSamples();
        StepPlan plan = scheduler.plan(now);
        StepLoad load = new StepLoad();
        int rows = plan.decodes() + plan.forwardTokens();
        Map<Integer, Long> writers = new HashMap<>();
        for (int i = 0; i < plan.decodes(); i++) {
            Model request = requests.get(plan.decode(i));
            assertTrue(request.running && request.generated > 0, "decode of a request in prefill" + at());
            assertEquals(request.known - 1, settled(request, request.known - 1), "decode out of order" + at());
            load.addDecode(request.known);
            write(request, request.known - 1, 1, writers);
        }
        for (int i = 0; i < plan.prefills(); i++) {
            Model request = requests.get(plan.prefill(i));
            assertEquals(settled(request, plan.prefillFrom(i)), plan.prefillFrom(i), "prefill out of order" + at());
            assertTrue(plan.prefillTokens(i) > 0 && plan.prefillFrom(i) + plan.prefillTokens(i) <= request.known, at());
            load.addPrefill(plan.prefillFrom(i), plan.prefillTokens(i));
            rows += plan.prefillTokens(i);
            write(request, plan.prefillFrom(i), plan.prefillTokens(i), writers);
        }
        assertTrue(rows <= settings.maxBatchTokens(), rows + " rows" + at());
        if (plan.isEmpty()) {
            return;
        }
        train(plan, load);
        now += cost(load) * (90 + random.nextInt(30)) / 100;
        OptionalLong done = scheduler.complete(now);
        boolean ends = plan.backwards() > 0 && isDone(samples.get(plan.backwardSample()));
        assertEquals(ends ? OptionalLong.of(plan.backwardSample()) : OptionalLong.empty(), done, at());
        if (done.isPresent()) {
            samples.remove(done.getAsLong());
            samplesDone++;
        }
        requests.values().forEach(request -> request.waitingSteps++);
        for (int i = 0; i < plan.decodes(); i++) {
            computed(requests.get(plan.decode(i)), 1);
        }
        for (int i = 0; i < plan.prefills(); i++) {
            computed(requests.get(plan.prefill(i)), plan.prefillTokens(i));
        }
    }

    private void admit() {
        for (OptionalLong next = scheduler.nextToStart(); next.isPresent(); next = scheduler.nextToStart()) {
            Model request = requests.get(next.getAsLong());
            scheduler.start(request.spec.id(), page -> key(request, page));
            request.running = true;
            request.computed = -1;
        }
    }

    /**
     * Positions computed. Where a request has just started it is for the scheduler to say what the pool still has of
     * it: whole pages, and the right ones.
     */
    private int settled(Model request, int claimed) {
        if (request.computed < 0) {
            assertTrue(claimed % PAGE == 0 && claimed < request.known, claimed + " of " + request.known + at());
            int[] pages = scheduler.pages(request.spec.id());
            for (int page = 0; page < claimed / PAGE; page++) {
                assertEquals(history(request, (page + 1) * PAGE), content.get(pages[page]), "a wrong page" + at());
            }
            request.computed = claimed;
        }
        return request.computed;
    }

    private void write(Model request, int from, int count, Map<Integer, Long> writers) {
        int[] pages = scheduler.pages(request.spec.id());
        assertTrue(scheduler.pageCount(request.spec.id()) >= pool.pagesFor(from + count), "too few pages" + at());
        for (int t = from; t < from + count; t++) {
            Long other = writers.put(pages[t / PAGE], request.spec.id());
            assertTrue(other == null || other == request.spec.id(), "a page is written by two" + at());
            content.put(pages[t / PAGE], (t + 1) % PAGE == 0 ? history(request, t + 1) : "open");
        }
    }

    private void computed(Model request, int count) {
        request.computed += count;
        request.waitingSteps = 0;
        if (request.computed < request.known) {
            return;
        }
        request.generated++;
        request.known++;
        scheduler.token(now, request.spec.id());
        if (request.generated == request.spec.maxTokens() || random.nextInt(25) == 0) {
            finished++;
            requests.remove(request.spec.id());
            scheduler.drop(now, request.spec.id());
        }
    }

    private void train(StepPlan plan, StepLoad load) {
        if (plan.forwardTokens() > 0) {
            Training sample = samples.get(plan.forwardSample());
            boolean whole =
                    settings.policy() instanceof Policy.Temporal || settings.policy() instanceof Policy.DynamicTemporal;
            assertTrue(!whole || plan.backwards() == 0 || plan.backwardSample() == plan.forwardSample(), at());
            assertEquals(OptionalLong.of(plan.forwardSample()), scheduler.sample(plan.forwardLane()), at());
            assertEquals(sample.forwarded, plan.forwardFrom(), "forward out of order" + at());
            sample.forwarded += plan.forwardTokens();
            assertTrue(sample.forwarded <= sample.spec.length(), at());
            load.addForward(plan.forwardFrom(), plan.forwardTokens());
        }
        if (plan.backwards() > 0) {
            assertEquals(OptionalLong.of(plan.backwardSample()), scheduler.sample(plan.backwardLane()), at());
        }
        for (int i = 0; i < plan.backwards(); i++) {
            Training sample = samples.get(plan.backwardSample());
            assertEquals(sample.spec.length(), sample.forwarded, "backward before forward" + at());
            assertEquals(sample.spec.blocks().get(sample.block), plan.backwardBlock(i), "blocks out of order" + at());
            assertEquals(sample.unfinished, plan.backwardFrom(i) + plan.backwardTokens(i), "windows" + at());
            sample.unfinished = plan.backwardFrom(i);
            if (plan.backwardBlock(i) == HEAD) {
                load.addHead(plan.backwardTokens(i));
            } else {
                load.addBackward(plan.backwardFrom(i), plan.backwardTokens(i));
            }
            if (sample.unfinished == 0) {
                sample.block++;
                sample.unfinished = sample.spec.length();
            }
        }
    }

    private static boolean isDone(Training sample) {
        return sample.block == sample.spec.blocks().size();
    }

    private void check() {
        scheduler.checkIntegrity();
        assertEquals(requests.size(), scheduler.running() + scheduler.waiting(), at());
    }

    /** With no more arrivals everything comes to its end. */
    private void drain() {
        for (int i = 0; i < 20_000 && !(requests.isEmpty() && samples.isEmpty()); i++) {
            if (settings.policy() instanceof Policy.InferenceOnly && requests.isEmpty()) {
                samples.keySet().forEach(scheduler::withdraw);
                samples.clear();
            }
            step();
            check();
        }
        assertEquals(List.of(), List.copyOf(requests.keySet()), "requests left over" + at());
        assertEquals(List.of(), List.copyOf(samples.keySet()), "samples left over" + at());
        long own = IntStream.range(0, scheduler.lanes())
                .flatMap(lane -> IntStream.of(scheduler.trainingPages(lane)))
                .distinct()
                .count();
        assertEquals(pool.pages() - pool.requestPages(), own, at());
        assertEquals((double) own / pool.pages(), scheduler.poolUsage(), 1e-9, at());
    }
}
