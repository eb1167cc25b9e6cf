package dev.braid.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.jobs.client.CompletionClient;
import dev.braid.jobs.report.Percentiles;
import dev.braid.jobs.sched.Slo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a replay saw.
 *
 * @param slo that answers are held against
 * @param seconds from the first request to the last answer
 * @param outputs of the requests that were answered in full
 * @param refused requests that the server had no room for (429)
 * @param failed requests with any other end
 * @param errors of the first few that failed
 */
public record ReplayReport(
        Slo slo, double seconds, List<CompletionClient.Output> outputs, int refused, int failed, List<String> errors) {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public ReplayReport {
        outputs = List.copyOf(outputs);
        errors = List.copyOf(errors);
    }

    public int requests() {
        return outputs.size() + refused + failed;
    }

    /** Fraction of all requests that were answered within their targets; 1 when there were none. */
    public double attainment() {
        long attained = outputs.stream().filter(this::attained).count();
        return requests() == 0 ? 1 : (double) attained / requests();
    }

    private boolean attained(CompletionClient.Output output) {
        return output.firstNanos() <= slo.ttftNanos() && output.restNanos() <= (output.tokens() - 1) * slo.tpotNanos();
    }

    public double tokensPerSecond() {
        return outputs.stream().mapToLong(CompletionClient.Output::tokens).sum() / seconds;
    }

    public Percentiles tpotMillis() {
        return Percentiles.of(
                outputs.stream().map(CompletionClient.Output::tpotMillis).toList());
    }

    public Percentiles ttftMillis() {
        return Percentiles.of(
                outputs.stream().map(CompletionClient.Output::ttftMillis).toList());
    }

    /** A few lines for a terminal. */
    public String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d requests in %.1f s: %d answered, %d refused, %d failed%n"
                        + "%.2f%% attained TPOT <= %.0f ms and TTFT <= %.1f s%n"
                        + "TPOT p50 %s, p99 %s; TTFT p50 %s, p99 %s%n%.0f output tokens/s%n",
                requests(),
                seconds,
                outputs.size(),
                refused,
                failed,
                Math.floor(1e4 * attainment() + 1e-9) / 100,
                slo.tpotNanos() / 1e6,
                slo.ttftNanos() / 1e9,
                millis(tpotMillis().p50()),
                millis(tpotMillis().p99()),
                millis(ttftMillis().p50()),
                millis(ttftMillis().p99()),
                tokensPerSecond()));
        errors.forEach(error -> text.append("failed: ").append(error).append('\n'));
        return text.toString();
    }

    private static String millis(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f ms", value);
    }

    /** Keys in snake case, rates in tokens/s. */
    public void writeJson(Path file) throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("requests", requests()).put("answered", outputs.size());
        root.put("refused", refused).put("failed", failed);
        root.put("seconds", seconds).put("attainment", attainment());
        root.put("inference_tokens_per_s", tokensPerSecond());
        put(root.putObject("tpot_ms"), tpotMillis());
        put(root.putObject("ttft_ms"), ttftMillis());
        errors.forEach(root.putArray("errors")::add);
        Files.writeString(file, MAPPER.writeValueAsString(root) + "\n");
    }

    private static void put(ObjectNode node, Percentiles percentiles) {
        boolean none = Double.isNaN(percentiles.p50());
        node.put("p50", none ? null : (Double) percentiles.p50());
        node.put("p99", none ? null : (Double) percentiles.p99());
    }
}
