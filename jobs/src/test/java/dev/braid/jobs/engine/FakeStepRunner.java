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
    private static final int LANES = 2;
    static final ModelLimits LIMITS = new ModelLimits(FakeModel.VOCABULARY, 40, 36, PAGE, 24, LANES, List.of(2, 1, 0));

    /** Thrown by the next {@link #run} if set. */
    Throwable failure;

    int closed;
    private final long[] kv = new long[LIMITS.pages() * PAGE];
    private final Map<Integer, float[]> slots = new HashMap<>();
    private final Map<Integer, float[]> bases = new HashMap<>();
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private long now;

    /** A sample in flight. */
    private static final class Lane {
        private final SampleInput sample;
        private int forwarded;
        private int block;
        private int unfinished;

        Lane(SampleInput sample) {
            this.sample = sample;
            this.unfinished = sample.tokens().length();
        }
    }

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
    public void installBase(int copy, float[] weights) {
        require(weights.length == FakeModel.PARAMETERS, "weights have " + weights.length + " floats");
        bases.put(copy, weights.clone());
    }

    @Override
    public void begin(SampleInput next) {
        require(next.adapter() == BASE || slots.containsKey(next.adapter()), "slot " + next.adapter() + " is empty");
        lanes.put(next.lane(), new Lane(next));
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
                Lane lane = lanes.get(plan.forwardLane());
                requireOwn(true, lane.sample.pages(), window.from(), window.tokens(), written);
                require(inputs.sample(plan.forwardLane()) == lane.sample, "another sample than the one begun");
                forward(lane, window);
            } else if (work instanceof Work.BackwardWindow window) {
                load.addBackward(window.from(), window.tokens());
                backward(lanes.get(plan.backwardLane()), window);
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
        long weights = weightsKey(input.base(), input.adapter());
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

    private void forward(Lane lane, Work.ForwardWindow window) {
        require(window.from() == lane.forwarded, "forward window at " + window.from() + ", expected " + lane.forwarded);
        lane.forwarded += window.tokens();
        require(lane.forwarded <= lane.sample.tokens().length(), "forward beyond the sample");
        for (int t = window.from(); t < lane.forwarded; t++) {
            boolean first = t == lane.sample.tokens().segmentStart()[t];
            long before = first ? FakeModel.start() : kv[at(lane.sample.pages(), t - 1)];
            kv[at(lane.sample.pages(), t)] = FakeModel.next(
                    before, lane.sample.tokens().ids()[t], weightsKey(lane.sample.base(), lane.sample.adapter()));
        }
    }

    /** Of an adapter its own weights count alone. */
    private long weightsKey(int base, int adapter) {
        return FakeModel.key(adapter == BASE ? bases.get(base) : slots.get(adapter));
    }

    private void backward(Lane lane, Work.BackwardWindow window) {
        require(lane.forwarded == lane.sample.tokens().length(), "backward before forward is done");
        require(window.block() == LIMITS.backwardBlocks().get(lane.block), "block " + window.block() + " out of order");
        require(window.from() + window.tokens() == lane.unfinished, "backward window out of order");
        lane.unfinished = window.from();
        if (lane.unfinished == 0) {
            lane.block++;
            lane.unfinished = lane.sample.tokens().length();
        }
    }

    private static long[] states(Lane lane, long[] kv) {
        long[] states = new long[lane.sample.tokens().length()];
        for (int t = 0; t < states.length; t++) {
            states[t] = kv[at(lane.sample.pages(), t)];
        }
        return states;
    }

    @Override
    public double lossSum(int lane) {
        require(lanes.get(lane).block >= 1, "the head has not run");
        return FakeModel.loss(states(lanes.get(lane), kv), lanes.get(lane).sample);
    }

    @Override
    public float[] gradient(int lane) {
        require(
                lanes.get(lane).block == LIMITS.backwardBlocks().size(),
                "only " + lanes.get(lane).block + " blocks went backward");
        return FakeModel.gradient(states(lanes.get(lane), kv), lanes.get(lane).sample);
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
