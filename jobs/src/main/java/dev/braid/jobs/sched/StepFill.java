package dev.braid.jobs.sched;

import dev.braid.jobs.sched.latency.LatencyModel;
import dev.braid.jobs.sched.latency.StepLoad;

/**
 * A step plan while it is filled: adds work as long as there are token slots and the predicted time stays within a
 * bound. Allocates nothing. Owned by the scheduler.
 */
final class StepFill {
    /** Prompts get at least this share of the slots, and training where nothing else runs: none waits for ever. */
    private static final int FLOOR_SHARE = 32;

    private enum Kind {
        PREFILL,
        FORWARD,
        HEAD,
        BACKWARD
    }

    private final LatencyModel latency;
    private final int maxBatchTokens;
    private final StepPlan plan;
    private final StepLoad load = new StepLoad();
    private final StepLoad trial = new StepLoad();
    private int room;

    StepFill(LatencyModel latency, SchedulerSettings settings) {
        this.latency = latency;
        this.maxBatchTokens = settings.maxBatchTokens();
        this.plan = new StepPlan(settings.maxSequences());
    }

    StepPlan plan() {
        return plan;
    }

    StepLoad load() {
        return load;
    }

    void begin(long step) {
        plan.begin(step);
        load.clear();
        room = maxBatchTokens;
    }

    private int floor() {
        return Math.max(1, maxBatchTokens / FLOOR_SHARE);
    }

    /** Token slots that are left. */
    int room() {
        return room;
    }

    /** Takes slots away, or gives them back. */
    void reserve(int slots) {
        room -= slots;
    }

    void decode(Request request) {
        plan.addDecode(request.id());
        load.addDecode(request.known());
        room--;
    }

    /** Adds the longest chunk of a prompt that fits; returns its tokens. */
    int prefill(Request request, long bound) {
        int most = Math.min(room, request.pending());
        int floor = Math.min(most, Math.max(1, floor() - (int) load.prefillRows()));
        int tokens = Math.max(floor, largest(Kind.PREFILL, request.computed(), most, bound));
        if (tokens > 0) {
            plan.addPrefill(request.id(), request.computed(), tokens);
            load.addPrefill(request.computed(), tokens);
            room -= tokens;
        }
        return tokens;
    }

    /**
     * Adds the largest windows that fit: forward of one sample, backward of the same or another. Where both have work
     * each gets the share of the time that lets them end together: forward rows cost little beside requests, whose
     * step reads the weights anyway, so there should be some in every step.
     *
     * @param forward the sample that goes forward next, or null
     * @param backward the oldest sample
     */
    void train(Sample forward, Sample backward, long bound) {
        if (forward != null) {
            long now = (long) latency.nanos(load);
            long share = forward == backward ? bound : now + (long) ((bound - now) * forwardShare(forward, backward));
            forward(forward, Math.min(bound, share));
        }
        int left = backward.forwardLeft() - (forward == backward ? plan.forwardTokens() : 0);
        if (left == 0) {
            backward(backward, bound);
        }
    }

    private static double forwardShare(Sample forward, Sample backward) {
        double ahead = (double) forward.forwardLeft() * forward.spec().blocks().size();
        return ahead / (ahead + backward.backwardLeft());
    }

    private void forward(Sample sample, long bound) {
        int most = Math.min(sample.forwardLeft(), room);
        int least = plan.isEmpty() ? Math.min(most, floor()) : 0;
        int tokens = Math.max(least, largest(Kind.FORWARD, sample.forwarded(), most, bound));
        if (tokens > 0) {
            plan.setForward(sample.spec().id(), sample.lane(), sample.forwarded(), tokens);
            load.addForward(sample.forwarded(), tokens);
            room -= tokens;
        }
    }

    private void backward(Sample sample, long bound) {
        SampleSpec spec = sample.spec();
        int unfinished = sample.unfinished();
        for (int block = sample.block(); block < spec.blocks().size(); block++) {
            int number = spec.blocks().get(block);
            Kind kind = number == spec.head() ? Kind.HEAD : Kind.BACKWARD;
            int least = plan.isEmpty() ? Math.min(unfinished, floor()) : 0;
            int tokens = Math.max(least, largestBack(kind, unfinished, bound));
            if (tokens == 0) {
                return;
            }
            plan.addBackward(spec.id(), sample.lane(), number, unfinished - tokens, tokens);
            add(load, kind, unfinished - tokens, tokens);
            if (tokens < unfinished) {
                return;
            }
            unfinished = spec.length();
        }
    }

    /** Windows that begin at {@code from}: the most tokens, up to {@code most}, whose step stays within the bound. */
    private int largest(Kind kind, int from, int most, long bound) {
        int low = 0;
        int high = most;
        while (low < high) {
            int tokens = low + (high - low + 1) / 2;
            if (fits(kind, from, tokens, bound)) {
                low = tokens;
            } else {
                high = tokens - 1;
            }
        }
        return low;
    }

    /** Windows that end at {@code end}. */
    private int largestBack(Kind kind, int end, long bound) {
        if (fits(kind, 0, end, bound)) {
            return end;
        }
        int low = 0;
        int high = end - 1;
        while (low < high) {
            int tokens = low + (high - low + 1) / 2;
            if (fits(kind, end - tokens, tokens, bound)) {
                low = tokens;
            } else {
                high = tokens - 1;
            }
        }
        return low;
    }

    private boolean fits(Kind kind, int from, int tokens, long bound) {
        trial.set(load);
        add(trial, kind, from, tokens);
        return latency.nanos(trial) <= bound;
    }

    private static void add(StepLoad load, Kind kind, int from, int tokens) {
        switch (kind) {
            case PREFILL -> load.addPrefill(from, tokens);
            case FORWARD -> load.addForward(from, tokens);
            case HEAD -> load.addHead(tokens);
            case BACKWARD -> load.addBackward(from, tokens);
        }
    }

    /** The plan is complete; {@code bound} is the tightest deadline, relative to its start. */
    StepPlan end(long bound) {
        long predicted = (long) latency.nanos(load);
        plan.predict(predicted, bound == Long.MAX_VALUE ? 0 : bound - predicted);
        return plan;
    }
}
