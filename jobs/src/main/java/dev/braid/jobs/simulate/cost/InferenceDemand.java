package dev.braid.jobs.simulate.cost;

import dev.braid.jobs.trace.Arrival;
import dev.braid.jobs.trace.Trace;

/**
 * What inference asks of a device in a second.
 *
 * @param rows prompt rows and decode rows
 * @param sampledRows output tokens
 * @param decodeKeys keys that decode rows attend to, themselves included
 */
public record InferenceDemand(double rows, double sampledRows, double decodeKeys) {
    public InferenceDemand {
        Checks.notNegative("rows", rows);
        Checks.notNegative("sampledRows", sampledRows);
        Checks.notNegative("decodeKeys", decodeKeys);
    }

    /** The mean demand of a trace: each prompt goes forward once, each output token but the last is a decode row. */
    public static InferenceDemand of(Trace trace) {
        Checks.positive("seconds of the trace", trace.seconds());
        double rows = 0;
        double sampled = 0;
        double keys = 0;
        for (Arrival arrival : trace.arrivals()) {
            double decodes = arrival.outputTokens() - 1;
            rows += arrival.promptTokens() + decodes;
            sampled += arrival.outputTokens();
            keys += decodes * arrival.promptTokens() + decodes * (decodes + 1) / 2;
        }
        double seconds = trace.seconds();
        return new InferenceDemand(rows / seconds, sampled / seconds, keys / seconds);
    }
}
