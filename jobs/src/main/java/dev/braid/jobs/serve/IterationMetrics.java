package dev.braid.jobs.serve;

import dev.braid.jobs.engine.Attainment;
import dev.braid.jobs.engine.Distribution;
import dev.braid.jobs.engine.Iterations;
import dev.braid.jobs.http.Exposition;

/** The engine's ledger as metrics: its steps as predicted and measured, and the promises that it kept. */
final class IterationMetrics {
    private IterationMetrics() {}

    static void write(Exposition out, String labels, Iterations iterations) {
        histogram(
                out,
                "braid:iteration_predicted_seconds",
                "Time that few steps like this one exceed, by the latency function.",
                labels,
                iterations.predicted());
        histogram(out, "braid:iteration_seconds", "Time of a step of the engine.", labels, iterations.measured());
        histogram(
                out,
                "braid:iteration_slack_seconds",
                "From the predicted end of a step to its tightest deadline; up to 0 it cannot be kept.",
                labels,
                iterations.slack());
        histogram(
                out,
                "braid:train_forward_window_tokens",
                "Tokens of a training window that went forward.",
                labels,
                iterations.forwardWindows());
        histogram(
                out,
                "braid:train_backward_window_tokens",
                "Tokens of a training window that went backward through one block.",
                labels,
                iterations.backwardWindows());
    }

    private static void histogram(Exposition out, String name, String help, String labels, Distribution values) {
        out.header(name, help, "histogram").buckets(name, labels, values.bounds(), values.counts(), values.sum());
    }

    /** By target: {@code ttft}, {@code tpot}, {@code both}. */
    static void write(Exposition out, String labels, Attainment attainment) {
        out.header("braid:slo_attained_total", "Finished requests that got what their target promises.", "counter");
        samples(out, "braid:slo_attained_total", labels, attainment.ttft(), attainment.tpot(), attainment.both());
        out.header("braid:slo_missed_total", "Finished requests that did not.", "counter");
        long all = attainment.requests();
        samples(
                out,
                "braid:slo_missed_total",
                labels,
                all - attainment.ttft(),
                all - attainment.tpot(),
                all - attainment.both());
    }

    private static void samples(Exposition out, String name, String labels, long ttft, long tpot, long both) {
        out.sample(name, labels + "," + Exposition.label("target", "ttft"), ttft);
        out.sample(name, labels + "," + Exposition.label("target", "tpot"), tpot);
        out.sample(name, labels + "," + Exposition.label("target", "both"), both);
    }
}
