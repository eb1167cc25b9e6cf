package dev.braid.jobs.report;

import java.util.List;

/**
 * The figures of a run that trained and served at the same time.
 *
 * @param model name of the base model
 * @param exactMatchBefore fraction of held-out rows that the base model answers exactly, 0 to 1
 * @param exactMatchAfter the same with the trained adapter
 * @param heldOut number of held-out rows
 * @param requests sent while training ran
 * @param failedRequests of those, without a complete answer
 * @param tpotMillis time per output token after the first, of each request
 * @param ttftMillis time to first token, of each request
 * @param slo what requests were promised while training ran, and how many got it
 * @param work tokens that all executors computed, by kind
 * @param steps some steps of the executors, as predicted and as measured
 * @param seconds from start to report
 */
public record RunReport(
        String model,
        double exactMatchBefore,
        double exactMatchAfter,
        int heldOut,
        int requests,
        int failedRequests,
        List<Double> tpotMillis,
        List<Double> ttftMillis,
        List<ExecutorShare> executors,
        List<LossPoint> loss,
        List<TokenRate> tokens,
        List<Example> examples,
        SloOutcome slo,
        WorkTokens work,
        List<CoServingReport.StepTime> steps,
        double seconds) {
    public RunReport {
        tpotMillis = List.copyOf(tpotMillis);
        ttftMillis = List.copyOf(ttftMillis);
        executors = List.copyOf(executors);
        loss = List.copyOf(loss);
        tokens = List.copyOf(tokens);
        examples = List.copyOf(examples);
        steps = List.copyOf(steps);
    }

    /**
     * The targets of requests and how many were met, as the clients saw it. A request that failed met none.
     *
     * @param requests sent while training ran
     * @param tpotAttained of them, with no more time per output token than the target
     * @param ttftAttained of them, with no more time to the first token than the target
     * @param attained of them, with both
     */
    public record SloOutcome(
            double tpotMillis, double ttftMillis, int requests, int tpotAttained, int ttftAttained, int attained) {
        /** Fraction of requests with both, 0 to 1; 1 when there was none. */
        public double attainment() {
            return share(attained);
        }

        /** Fraction of requests, 0 to 1; 1 when there was none. */
        double share(int ofRequests) {
            return requests == 0 ? 1 : (double) ofRequests / requests;
        }
    }

    /**
     * Tokens by the kind of their work.
     *
     * @param backward counted once for each block
     */
    public record WorkTokens(long prefill, long decode, long forward, long backward) {}

    /** What one executor did. */
    public record ExecutorShare(String id, String device, long trainTokens, long servedTokens) {}

    /** Training loss of an optimizer step, per target token in nats. */
    public record LossPoint(long step, double loss, double learningRate) {}

    /**
     * Tokens of all executors within one second.
     *
     * @param second since the start of training
     * @param inference prompt and output tokens
     * @param training tokens that went forward in training
     */
    public record TokenRate(int second, long inference, long training) {}

    /** A held-out prompt answered by the base model and by the trained adapter. */
    public record Example(String prompt, String expected, String before, String after) {}

    /** Tokens trained by all executors. */
    public long trainTokens() {
        return executors.stream().mapToLong(ExecutorShare::trainTokens).sum();
    }

    /** Tokens served by all executors. */
    public long servedTokens() {
        return executors.stream().mapToLong(ExecutorShare::servedTokens).sum();
    }
}
