package dev.braid.jobs.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a {@link RunReport} as {@code report.json}. */
public final class ReportJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ReportJson() {}

    /** The figures as a tree: keys in snake case, times in milliseconds unless their name says otherwise. */
    public static ObjectNode tree(RunReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("model", report.model());
        root.put("exact_match_before", report.exactMatchBefore());
        root.put("exact_match_after", report.exactMatchAfter());
        root.put("held_out_rows", report.heldOut());
        root.put("requests", report.requests());
        root.put("failed_requests", report.failedRequests());
        percentiles(root.putObject("tpot_ms"), Percentiles.of(report.tpotMillis()));
        percentiles(root.putObject("ttft_ms"), Percentiles.of(report.ttftMillis()));
        report.executors()
                .forEach(executor -> root.withArray("executors")
                        .addObject()
                        .put("id", executor.id())
                        .put("device", executor.device())
                        .put("train_tokens", executor.trainTokens())
                        .put("served_tokens", executor.servedTokens()));
        root.put("seconds", report.seconds());
        slo(root.putObject("slo"), report.slo());
        ledger(root.putObject("ledger"), report);
        report.loss()
                .forEach(point -> root.withArray("loss")
                        .addObject()
                        .put("step", point.step())
                        .put("loss", point.loss())
                        .put("learning_rate", point.learningRate()));
        report.tokens()
                .forEach(rate -> root.withArray("tokens_per_second")
                        .addObject()
                        .put("second", rate.second())
                        .put("inference", rate.inference())
                        .put("training", rate.training()));
        report.examples()
                .forEach(example -> root.withArray("examples")
                        .addObject()
                        .put("prompt", example.prompt())
                        .put("expected", example.expected())
                        .put("before", example.before())
                        .put("after", example.after()));
        return root;
    }

    private static void slo(ObjectNode node, RunReport.SloOutcome slo) {
        node.put("tpot_ms", slo.tpotMillis()).put("ttft_ms", slo.ttftMillis());
        node.put("attainment", slo.attainment());
        node.put("tpot_attainment", slo.share(slo.tpotAttained()));
        node.put("ttft_attainment", slo.share(slo.ttftAttained()));
    }

    /** Tokens by kind, and how far predictions of iteration times were off, relative to the measured time. */
    private static void ledger(ObjectNode node, RunReport report) {
        node.put("prefill_tokens", report.work().prefill())
                .put("decode_tokens", report.work().decode())
                .put("forward_tokens", report.work().forward())
                .put("backward_tokens", report.work().backward());
        percentiles(
                node.putObject("prediction_error"),
                Percentiles.of(report.steps().stream()
                        .map(step -> Math.abs(step.relativeError()))
                        .toList()));
        node.putArray("iterations");
        report.steps()
                .forEach(step -> node.withArray("iterations")
                        .addObject()
                        .put("predicted_ms", step.predictedMillis())
                        .put("measured_ms", step.measuredMillis()));
    }

    /** Puts null for percentiles of an empty sample. */
    static void percentiles(ObjectNode node, Percentiles percentiles) {
        if (Double.isNaN(percentiles.p50())) {
            node.putNull("p50");
            node.putNull("p99");
        } else {
            node.put("p50", percentiles.p50());
            node.put("p99", percentiles.p99());
        }
    }

    public static void write(RunReport report, Path file) throws IOException {
        Files.writeString(file, MAPPER.writeValueAsString(tree(report)) + "\n");
    }
}
