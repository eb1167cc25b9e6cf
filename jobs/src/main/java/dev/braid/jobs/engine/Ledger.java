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
            return ttftNanos <= slo.ttftNanos() && decodeNanos <= (tokens - 1) * slo.tpotNanos();
        }

        /** Time per output token after the first, milliseconds; NaN for a single token. */
        public double tpotMillis() {
            return tokens < 2 ? Double.NaN : decodeNanos / 1e6 / (tokens - 1);
        }

        public double ttftMillis() {
            return ttftNanos / 1e6;
        }
    }

    private final Deque<Step> steps = new ArrayDeque<>();
    private final Deque<Latency> latencies = new ArrayDeque<>();
    private long prompt;
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
        generated += chosen;
        prompt += tokens[1];
        forward += tokens[2];
        backward += tokens[3];
        count++;
        int ofRequests = tokens[1] + chosen;
        if (ofRequests > 0) {
            sizes[StepSizes.bucket(ofRequests)]++;
        }
    }

    synchronized void finished(Latency latency) {
        keep(latencies, latency);
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
     * @param backward tokens, which count once per block
     */
    public record Totals(long prompt, long generated, long forward, long backward, long steps, StepSizes stepSizes) {}

    public synchronized Totals totals() {
        return new Totals(prompt, generated, forward, backward, count, StepSizes.of(sizes, prompt + generated));
    }
}
