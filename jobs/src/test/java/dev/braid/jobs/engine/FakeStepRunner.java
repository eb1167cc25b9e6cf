package dev.braid.jobs.engine;

import dev.braid.jobs.sched.StepPlan;
import dev.braid.jobs.sched.Work;
import dev.braid.jobs.sched.latency.ProfileShape;
import dev.braid.jobs.sched.latency.StepLoad;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@link FakeModel} as an engine drives it: states live in KV pages, weights in slots, and every call is checked, so
 * that a page given to two, a slot overwritten in use or a window out of order changes a result or throws.
 */
final class FakeStepRunner implements StepRunner {
    static final int PAGE = 4;
    static final ModelLimits LIMITS = new ModelLimits(FakeModel.VOCABULARY, 40, 30, PAGE, 24, List.of(2, 1, 0));

    /** Thrown by the next {@link #run} if set. */
    Throwable failure;

    int closed;
    private final long[] kv = new long[LIMITS.pages() * PAGE];
    private final Map<Integer, float[]> slots = new HashMap<>();
    private SampleInput sample;
    private long now;
    private int forwarded;
    private int block;
    private int unfinished;

    @Override
    public ModelLimits limits() {
        return LIMITS;
    }

    @Override
    public void warmUp() {
        rethrow();
    }

    /** Its clock, nanoseconds: every row of work takes some time. */
    long now() {
        return now;
    }

    @Override
    public void rehearse(ProfileShape shape) {
        pass(shape.load());
    }

    private void pass(StepLoad load) {
        now += 2_000 + 1_000 * load.batchRows() + 500 * (load.headRows() + load.backwardRows());
    }

    private void rethrow() {
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    @Override
    public void install(int slot, float[] weights) {
        require(weights.length == FakeModel.PARAMETERS, "weights have " + weights.length + " floats");
        slots.put(slot, weights.clone());
    }

    @Override
    public void begin(SampleInput next) {
        require(next.adapter() == BASE || slots.containsKey(next.adapter()), "slot " + next.adapter() + " is empty");
        sample = next;
        forwarded = 0;
        block = 0;
        unfinished = next.tokens().length();
    }

    @Override
    public StepResult run(StepPlan plan, StepInputs inputs) {
        rethrow();
        List<StepResult.Chosen> chosen = new ArrayList<>();
        Set<Integer> written = new HashSet<>();
        Set<Long> ids = new HashSet<>();
        StepLoad load = new StepLoad();
        for (Work work : plan.work()) {
            if (work instanceof Work.Decode decode) {
                SequenceInput input = inputs.sequence(decode.sequence());
                load.addDecode(input.length());
                requireOwn(ids.add(decode.sequence()), input.pages(), input.length() - 1, 1, written);
                compute(decode.sequence(), input, input.length() - 1, 1, chosen);
            } else if (work instanceof Work.Prefill prefill) {
                SequenceInput input = inputs.sequence(prefill.sequence());
                load.addPrefill(prefill.from(), prefill.tokens());
                requireOwn(ids.add(prefill.sequence()), input.pages(), prefill.from(), prefill.tokens(), written);
                compute(prefill.sequence(), input, prefill.from(), prefill.tokens(), chosen);
            } else if (work instanceof Work.ForwardWindow window) {
                load.addForward(window.from(), window.tokens());
                requireOwn(true, sample.pages(), window.from(), window.tokens(), written);
                require(inputs.sample(window.sample()) == sample, "another sample than the one begun");
                forward(window);
            } else if (work instanceof Work.BackwardWindow window) {
                load.addBackward(window.from(), window.tokens());
                backward(window);
            }
        }
        pass(load);
        return new StepResult(chosen);
    }

    /** Sequences may share pages that are full; what a step writes to is one sequence's alone. */
    private static void requireOwn(boolean once, int[] own, int from, int count, Set<Integer> written) {
        require(once, "a sequence comes twice in a step");
        for (int t = from; t < from + count; t++) {
            boolean first = t == from || t % PAGE == 0;
            require(!first || written.add(own[t / PAGE]), "page " + own[t / PAGE] + " is written by two");
        }
    }

    private void compute(long id, SequenceInput input, int from, int count, List<StepResult.Chosen> chosen) {
        long weights = input.adapter() < 0 ? 0 : FakeModel.key(slots.get(input.adapter()));
        require(from + count <= input.length(), "rows beyond the known tokens");
        for (int t = from; t < from + count; t++) {
            long before = t == 0 ? FakeModel.start() : kv[at(input.pages(), t - 1)];
            kv[at(input.pages(), t)] = FakeModel.next(before, input.tokens()[t], weights);
        }
        if (from + count == input.length()) {
            int token = FakeModel.token(kv[at(input.pages(), input.length() - 1)]);
            chosen.add(new StepResult.Chosen(id, new GeneratedToken(token, Float.NaN, List.of())));
        }
    }

    private static int at(int[] pages, int position) {
        return pages[position / PAGE] * PAGE + position % PAGE;
    }

    private void forward(Work.ForwardWindow window) {
        require(window.from() == forwarded, "forward window at " + window.from() + ", expected " + forwarded);
        forwarded += window.tokens();
        require(forwarded <= sample.tokens().length(), "forward beyond the sample");
        for (int t = window.from(); t < forwarded; t++) {
            boolean first = t == sample.tokens().segmentStart()[t];
            long before = first ? FakeModel.start() : kv[at(sample.pages(), t - 1)];
            kv[at(sample.pages(), t)] = FakeModel.next(before, sample.tokens().ids()[t], weightsKey());
        }
    }

    private long weightsKey() {
        return FakeModel.key(slots.get(sample.adapter()));
    }

    private void backward(Work.BackwardWindow window) {
        require(forwarded == sample.tokens().length(), "backward before forward is done");
        require(window.block() == LIMITS.backwardBlocks().get(block), "block " + window.block() + " out of order");
        require(window.from() + window.tokens() == unfinished, "backward window out of order");
        unfinished = window.from();
        if (unfinished == 0) {
            block++;
            unfinished = sample.tokens().length();
        }
    }

    private long[] states() {
        long[] states = new long[sample.tokens().length()];
        for (int t = 0; t < states.length; t++) {
            states[t] = kv[at(sample.pages(), t)];
        }
        return states;
    }

    @Override
    public double lossSum() {
        require(block >= 1, "the head has not run");
        return FakeModel.loss(states(), sample);
    }

    @Override
    public float[] gradient() {
        require(block == LIMITS.backwardBlocks().size(), "only " + block + " blocks went backward");
        return FakeModel.gradient(states(), sample);
    }

    @Override
    public void close() {
        closed++;
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalStateException(problem);
        }
    }
}
