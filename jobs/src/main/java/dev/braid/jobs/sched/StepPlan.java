package dev.braid.jobs.sched;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one engine step computes: the rows of its token batch in order (decode, prefill, a forward window), then its
 * backward windows, which may be of another training sample. Integers only, and the one place where requests and
 * training meet. The scheduler fills the same plan again for each step, so that a step allocates nothing; it is valid
 * until the next one is made.
 */
public final class StepPlan {
    private static final int FIELDS = 3;

    private long step;
    private long[] decodes;
    private int decodeCount;
    private long[] prefills;
    private int prefillCount;
    private long forwardSample;
    private int forwardLane;
    private long backwardSample;
    private int backwardLane;
    private int forwardFrom;
    private int forwardTokens;
    private int[] backward = new int[FIELDS * 64];
    private int backwardCount;
    private long predictedNanos;
    private long slackNanos;

    /** A plan for at most {@code sequences} sequences. */
    StepPlan(int sequences) {
        decodes = new long[sequences];
        prefills = new long[FIELDS * sequences];
    }

    /** A plan of this work, in order. */
    public static StepPlan of(long step, List<Work> work) {
        StepPlan plan = new StepPlan(work.size());
        plan.begin(step);
        for (Work one : work) {
            if (one instanceof Work.Decode decode) {
                plan.addDecode(decode.sequence());
            } else if (one instanceof Work.Prefill prefill) {
                plan.addPrefill(prefill.sequence(), prefill.from(), prefill.tokens());
            } else if (one instanceof Work.ForwardWindow window) {
                plan.setForward(window.sample(), 0, window.from(), window.tokens());
            } else if (one instanceof Work.BackwardWindow window) {
                plan.addBackward(window.sample(), 0, window.block(), window.from(), window.tokens());
            }
        }
        return plan;
    }

    void begin(long number) {
        step = number;
        decodeCount = 0;
        prefillCount = 0;
        forwardTokens = 0;
        backwardCount = 0;
        predictedNanos = 0;
        slackNanos = 0;
    }

    void addDecode(long sequence) {
        decodes[decodeCount++] = sequence;
    }

    void addPrefill(long sequence, int from, int tokens) {
        int at = FIELDS * prefillCount++;
        prefills[at] = sequence;
        prefills[at + 1] = from;
        prefills[at + 2] = tokens;
    }

    void setForward(long sample, int lane, int from, int tokens) {
        forwardSample = sample;
        forwardLane = lane;
        forwardFrom = from;
        forwardTokens = tokens;
    }

    void addBackward(long sample, int lane, int block, int from, int tokens) {
        if (FIELDS * backwardCount == backward.length) {
            backward = Arrays.copyOf(backward, 2 * backward.length);
        }
        backwardSample = sample;
        backwardLane = lane;
        int at = FIELDS * backwardCount++;
        backward[at] = block;
        backward[at + 1] = from;
        backward[at + 2] = tokens;
    }

    void predict(long nanos, long slack) {
        predictedNanos = nanos;
        slackNanos = slack;
    }

    /** Counts from 0 in each engine. */
    public long step() {
        return step;
    }

    /** Sequences whose last known token goes in and whose next token comes out. */
    public int decodes() {
        return decodeCount;
    }

    public long decode(int i) {
        return decodes[i];
    }

    /** Prompt chunks; the chunk that ends a sequence's known tokens yields a token. */
    public int prefills() {
        return prefillCount;
    }

    public long prefill(int i) {
        return prefills[FIELDS * i];
    }

    public int prefillFrom(int i) {
        return (int) prefills[FIELDS * i + 1];
    }

    public int prefillTokens(int i) {
        return (int) prefills[FIELDS * i + 2];
    }

    /** The training sample of the forward window. */
    public long forwardSample() {
        return forwardSample;
    }

    /** The device's place for that sample. */
    public int forwardLane() {
        return forwardLane;
    }

    /** The training sample of all backward windows. */
    public long backwardSample() {
        return backwardSample;
    }

    /** The device's place for that sample. */
    public int backwardLane() {
        return backwardLane;
    }

    public int forwardFrom() {
        return forwardFrom;
    }

    /** Tokens of the forward window, 0 for none. */
    public int forwardTokens() {
        return forwardTokens;
    }

    /** Backward windows, in the order in which they run. */
    public int backwards() {
        return backwardCount;
    }

    public int backwardBlock(int i) {
        return backward[FIELDS * i];
    }

    public int backwardFrom(int i) {
        return backward[FIELDS * i + 1];
    }

    public int backwardTokens(int i) {
        return backward[FIELDS * i + 2];
    }

    /** Whether a training window is part of it. */
    public boolean trains() {
        return forwardTokens > 0 || backwardCount > 0;
    }

    public boolean isEmpty() {
        return decodeCount == 0 && prefillCount == 0 && !trains();
    }

    /** Nanoseconds that few such steps exceed, by the latency function. */
    public long predictedNanos() {
        return predictedNanos;
    }

    /** Nanoseconds from the predicted end to the tightest deadline; negative when it cannot be kept. */
    public long slackNanos() {
        return slackNanos;
    }

    /** The work as records, for tests and logs. */
    public List<Work> work() {
        List<Work> work = new ArrayList<>();
        for (int i = 0; i < decodeCount; i++) {
            work.add(new Work.Decode(decodes[i]));
        }
        for (int i = 0; i < prefillCount; i++) {
            work.add(new Work.Prefill(prefill(i), prefillFrom(i), prefillTokens(i)));
        }
        if (forwardTokens > 0) {
            work.add(new Work.ForwardWindow(forwardSample, forwardFrom, forwardTokens));
        }
        for (int i = 0; i < backwardCount; i++) {
            work.add(new Work.BackwardWindow(backwardSample, backwardBlock(i), backwardFrom(i), backwardTokens(i)));
        }
        return work;
    }
}
