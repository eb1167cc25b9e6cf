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
