package dev.braid.jobs.control;

import dev.braid.jobs.engine.Attainment;
import dev.braid.jobs.engine.Iterations;
import dev.braid.jobs.engine.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What one engine has done, as the driver reads it: sums since its start, tokens by second, some of its steps. Of a size
 * that does not grow with the engine's life.
 *
 * @param seconds the newest that had steps, ascending, at most {@link #MOST_SECONDS}
 * @param sampled some of the newest steps, evenly spread, at most {@link #MOST_SAMPLED}
 */
public record LedgerReport(
        Tokens tokens, Times times, Attainment attainment, List<Second> seconds, List<StepTime> sampled) {
    /** An hour. */
    public static final int MOST_SECONDS = 3600;

    /** As many dots as a chart can show. */
    public static final int MOST_SAMPLED = 1000;

    /**
     * Sums of tokens.
     *
     * @param prompt computed
     * @param decoded rows that took a sequence's last token in
     * @param generated chosen
     * @param backward counted once for each block
     */
    public record Tokens(long prompt, long decoded, long generated, long forward, long backward) {}

    /**
     * Sums over steps.
     *
     * @param predictedSeconds that few such steps exceed
     * @param deadlines steps that had a deadline
     * @param slackSeconds of these, from their predicted ends to their deadlines
     * @param overrun of these, steps whose predicted end lay behind the deadline
     */
    public record Times(
            long steps,
            double predictedSeconds,
            double measuredSeconds,
            long deadlines,
            double slackSeconds,
            long overrun) {}

    /**
     * Tokens of one second.
     *
     * @param epochSecond wall-clock time
     * @param backward counted once for each block
     */
    public record Second(long epochSecond, long prefill, long decode, long forward, long backward) {
        /** Prompt and output tokens. */
        public long inference() {
            return prefill + decode;
        }
    }

    /** A step as it was predicted and as it was, nanoseconds. */
    public record StepTime(long predictedNanos, long measuredNanos) {}

    public LedgerReport {
        seconds = List.copyOf(seconds);
        sampled = List.copyOf(sampled);
    }

    /**
     * Reads a ledger.
     *
     * @param nanos now on the engine's clock
     * @param epochMillis now by the wall clock
     */
    public static LedgerReport of(Ledger ledger, long nanos, long epochMillis) {
        Ledger.Totals totals = ledger.totals();
        List<Ledger.Step> steps = ledger.steps();
        return new LedgerReport(
                new Tokens(totals.prompt(), totals.decoded(), totals.generated(), totals.forward(), totals.backward()),
                times(ledger.iterations()),
                ledger.attainment(),
                seconds(steps, nanos, epochMillis),
                sampled(steps));
    }

    private static Times times(Iterations iterations) {
        return new Times(
                iterations.measured().count(),
                iterations.predicted().sum(),
                iterations.measured().sum(),
                iterations.slack().count(),
                iterations.slack().sum(),
                iterations.slack().counts()[0]);
    }

    private static List<Second> seconds(List<Ledger.Step> steps, long nanos, long epochMillis) {
        TreeMap<Long, Second> bySecond = new TreeMap<>();
        for (Ledger.Step step : steps) {
            long end = step.startNanos() + step.durationNanos();
            long second = Math.floorDiv(epochMillis - (nanos - end) / 1_000_000, 1000L);
            Second sum = bySecond.getOrDefault(second, new Second(second, 0, 0, 0, 0));
            bySecond.put(
                    second,
                    new Second(
                            second,
                            sum.prefill() + step.prefill(),
                            sum.decode() + step.decode(),
                            sum.forward() + step.forward(),
                            sum.backward() + step.backward()));
        }
        while (bySecond.size() > MOST_SECONDS) {
            bySecond.pollFirstEntry();
        }
        return new ArrayList<>(bySecond.values());
    }

    private static List<StepTime> sampled(List<Ledger.Step> steps) {
        List<StepTime> sampled = new ArrayList<>();
        int stride = (steps.size() + MOST_SAMPLED - 1) / MOST_SAMPLED;
        for (int i = 0; i < steps.size(); i += stride) {
            sampled.add(new StepTime(steps.get(i).predictedNanos(), steps.get(i).durationNanos()));
        }
        return sampled;
    }
}
