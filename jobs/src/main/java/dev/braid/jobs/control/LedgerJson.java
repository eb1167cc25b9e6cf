package dev.braid.jobs.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.jobs.engine.Attainment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A {@link LedgerReport} as JSON: sums by name, seconds and steps as rows of numbers. */
public final class LedgerJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LedgerJson() {}

    static String write(LedgerReport report) {
        ObjectNode root = sums(report);
        root.putArray("seconds");
        report.seconds()
                .forEach(second -> root.withArray("seconds")
                        .addArray()
                        .add(second.epochSecond())
                        .add(second.prefill())
                        .add(second.decode())
                        .add(second.forward())
                        .add(second.backward()));
        root.putArray("sampled");
        report.sampled()
                .forEach(step -> root.withArray("sampled")
                        .addArray()
                        .add(step.predictedNanos())
                        .add(step.measuredNanos()));
        return root.toString();
    }

    /** The sums alone, for a log. */
    public static ObjectNode sums(LedgerReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        LedgerReport.Tokens tokens = report.tokens();
        root.put("prefill", tokens.prompt()).put("decode", tokens.decoded());
        root.put("generated", tokens.generated());
        root.put("forward", tokens.forward()).put("backward", tokens.backward());
        LedgerReport.Times times = report.times();
        root.put("steps", times.steps());
        root.put("predicted_seconds", times.predictedSeconds()).put("measured_seconds", times.measuredSeconds());
        root.put("deadlines", times.deadlines()).put("slack_seconds", times.slackSeconds());
        root.put("overrun", times.overrun());
        Attainment attainment = report.attainment();
        root.put("requests", attainment.requests()).put("ttft_attained", attainment.ttft());
        root.put("tpot_attained", attainment.tpot()).put("attained", attainment.both());
        return root;
    }

    static LedgerReport read(byte[] json) throws IOException {
        JsonNode root = MAPPER.readTree(json);
        List<LedgerReport.Second> seconds = new ArrayList<>();
        root.path("seconds")
                .forEach(row -> seconds.add(new LedgerReport.Second(
                        row.path(0).asLong(),
                        row.path(1).asLong(),
                        row.path(2).asLong(),
                        row.path(3).asLong(),
                        row.path(4).asLong())));
        List<LedgerReport.StepTime> sampled = new ArrayList<>();
        root.path("sampled")
                .forEach(row -> sampled.add(new LedgerReport.StepTime(
                        row.path(0).asLong(), row.path(1).asLong())));
        return new LedgerReport(tokens(root), times(root), attainment(root), seconds, sampled);
    }

    private static LedgerReport.Tokens tokens(JsonNode root) throws IOException {
        return new LedgerReport.Tokens(
                number(root, "prefill").asLong(),
                number(root, "decode").asLong(),
                number(root, "generated").asLong(),
                number(root, "forward").asLong(),
                number(root, "backward").asLong());
    }

    private static LedgerReport.Times times(JsonNode root) throws IOException {
        return new LedgerReport.Times(
                number(root, "steps").asLong(),
                number(root, "predicted_seconds").asDouble(),
                number(root, "measured_seconds").asDouble(),
                number(root, "deadlines").asLong(),
                number(root, "slack_seconds").asDouble(),
                number(root, "overrun").asLong());
    }

    private static Attainment attainment(JsonNode root) throws IOException {
        return new Attainment(
                number(root, "requests").asLong(),
                number(root, "ttft_attained").asLong(),
                number(root, "tpot_attained").asLong(),
                number(root, "attained").asLong());
    }

    private static JsonNode number(JsonNode root, String field) throws IOException {
        JsonNode node = root.path(field);
        if (!node.isNumber()) {
            throw new IOException("field " + field + " of a ledger is " + node + ", must be a number");
        }
        return node;
    }
}
