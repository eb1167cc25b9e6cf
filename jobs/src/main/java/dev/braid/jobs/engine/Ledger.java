package dev.braid.jobs.engine;

import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.sched.StepPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What an engine did: a record for each step and a latency for each finished request, the newest of them kept. Written
 * by the engine's thread, read by any.
 */
public final class Ledger {
    /** Steps and latencies that are kept. */
    private static final int KEPT = 1 << 16;

    /**
     * One step.
     *
     * @param startNanos on the engine's clock
     * @param predictedNanos that few such steps should exceed
     * @param slackNanos from the predicted end to the tightest deadline; 0 without one
     * @param backward rows of backward windows, once for each block
     * @param waiting requests in the queue when it began
     */
    public record Step(
            long step,
            long startNanos,
            long durationNanos,
            long predictedNanos,
            long slackNanos,
            int decode,
            int prefill,
            int forward,
            int backward,
            int waiting) {}

    /**
     * A finished request.
     *
     * @param tokens generated
     * @param ttftNanos from its arrival to its first token
     * @param decodeNanos from its first token to its last
     * @param slo what it was promised
     */
    public record Latency(int tokens, long ttftNanos, long decodeNanos, Slo slo) {
        /** Whether it got what it was promised. */
        public boolean attained() {
            return attainedTtft() && attainedTpot();
        }

        boolean attainedTtft() {
            return ttftNanos <= slo.ttftNanos();
        }

        boolean attainedTpot() {
            return decodeNanos <= (tokens - 1) * slo.tpotNanos();
        }

        /** Time per output token after the first, milliseconds; NaN for a single token. */
        public double tpotMillis() {
            return tokens < 2 ? Double.NaN : decodeNanos / 1e6 / (tokens - 1);
        }

        public double ttftMillis() {
            return ttftNanos / 1e6;
        }
    }

    /** Seconds: from the steps of a small model to a prompt of a large one. */
    private static final double[] TIMES = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5
    };

    /** The first bucket is of deadlines that cannot be kept. */
    private static final double[] SLACKS = {0, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1};

    private static final double[] WINDOWS = {1, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096};

    private final Deque<Step> steps = new ArrayDeque<>();
    private final Deque<Latency> latencies = new ArrayDeque<>();
    private final Tally predicted = new Tally(TIMES);
    private final Tally measured = new Tally(TIMES);
    private final Tally slack = new Tally(SLACKS);
    private final Tally forwardWindows = new Tally(WINDOWS);
    private final Tally backwardWindows = new Tally(WINDOWS);
    private Attainment attainment = Attainment.NONE;
    private long prompt;
    private long decoded;
    private long generated;
    private long forward;
    private long backward;
    private final long[] sizes = new long[StepSizes.buckets()];
    private long count;

    synchronized void step(StepPlan plan, long startNanos, long durationNanos, int waiting, int chosen) {
        int[] tokens = new int[4];
        tokens[0] = plan.decodes();
        for (int i = 0; i < plan.prefills(); i++) {
            tokens[1] += plan.prefillTokens(i);
        }
        tokens[2] = plan.forwardTokens();
        for (int i = 0; i < plan.backwards(); i++) {
            tokens[3] += plan.backwardTokens(i);
        }
        keep(
                steps,
                new Step(
                        plan.step(),
                        startNanos,
                        durationNanos,
                        plan.predictedNanos(),
                        plan.slackNanos(),
                        tokens[0],
                        tokens[1],
                        tokens[2],
                        tokens[3],
                        waiting));
        tally(plan, durationNanos);
        generated += chosen;
        decoded += tokens[0];
        prompt += tokens[1];
        forward += tokens[2];
        backward += tokens[3];
        count++;
        int ofRequests = tokens[1] + chosen;
        if (ofRequests > 0) {
            sizes[StepSizes.bucket(ofRequests)]++;
        }
    }

    private void tally(StepPlan plan, long durationNanos) {
        predicted.add(plan.predictedNanos() / 1e9);
        measured.add(durationNanos / 1e9);
        if (plan.slackNanos() != 0) {
            slack.add(plan.slackNanos() / 1e9);
        }
        if (plan.forwardTokens() > 0) {
            forwardWindows.add(plan.forwardTokens());
        }
        for (int i = 0; i < plan.backwards(); i++) {
            backwardWindows.add(plan.backwardTokens(i));
        }
    }

    synchronized void finished(Latency latency) {
        keep(latencies, latency);
        attainment = attainment.and(latency);
    }

    private static <T> void keep(Deque<T> kept, T element) {
        if (kept.size() == KEPT) {
            kept.removeFirst();
        }
        kept.addLast(element);
    }

    /** The newest steps, oldest first. */
    public synchronized List<Step> steps() {
        return new ArrayList<>(steps);
    }

    /** The newest finished requests, oldest first. */
    public synchronized List<Latency> latencies() {
        return new ArrayList<>(latencies);
    }

    /**
     * Sums since the start.
     *
     * @param prompt tokens of prompts that were computed
     * @param decoded rows that took a sequence's last token in
     * @param generated tokens chosen
     * @param backward tokens, which count once per block
     */
    public record Totals(
            long prompt, long decoded, long generated, long forward, long backward, long steps, StepSizes stepSizes) {}

    public synchronized Totals totals() {
        return new Totals(
                prompt, decoded, generated, forward, backward, count, StepSizes.of(sizes, prompt + generated));
    }

    /** How long the steps took and how large their training windows were. */
    public synchronized Iterations iterations() {
        return new Iterations(
                predicted.distribution(),
                measured.distribution(),
                slack.distribution(),
                forwardWindows.distribution(),
                backwardWindows.distribution());
    }

    /** Whether finished requests got what they were promised. */
    public synchronized Attainment attainment() {
        return attainment;
    }
}
