package dev.braid.jobs.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.jobs.engine.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What one engine has done, as the driver reads it: sums since its start, and tokens by second.
 *
 * @param prompt tokens of prompts
 * @param generated tokens chosen
 * @param forward training tokens that went forward
 */
public record LedgerReport(long prompt, long generated, long forward, List<Second> seconds) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Tokens of one second.
     *
     * @param epochSecond wall-clock time
     * @param inference prompt and output tokens
     * @param training forward tokens
     */
    public record Second(long epochSecond, long inference, long training) {}

    public LedgerReport {
        seconds = List.copyOf(seconds);
    }

    /**
     * Reads a ledger.
     *
     * @param nanos now on the engine's clock
     * @param epochMillis now by the wall clock
     */
    public static LedgerReport of(Ledger ledger, long nanos, long epochMillis) {
        TreeMap<Long, long[]> bySecond = new TreeMap<>();
        for (Ledger.Step step : ledger.steps()) {
            long end = step.startNanos() + step.durationNanos();
            long second = Math.floorDiv(epochMillis - (nanos - end) / 1_000_000, 1000L);
            long[] tokens = bySecond.computeIfAbsent(second, s -> new long[2]);
            tokens[0] += step.decode() + step.prefill();
            tokens[1] += step.forward();
        }
        List<Second> seconds = new ArrayList<>();
        bySecond.forEach((second, tokens) -> seconds.add(new Second(second, tokens[0], tokens[1])));
        Ledger.Totals totals = ledger.totals();
        return new LedgerReport(totals.prompt(), totals.generated(), totals.forward(), seconds);
    }

    String toJson() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("prompt", prompt).put("generated", generated).put("forward", forward);
        seconds.forEach(second -> root.withArray("seconds")
                .addArray()
                .add(second.epochSecond())
                .add(second.inference())
                .add(second.training()));
        return root.toString();
    }

    static LedgerReport fromJson(byte[] json) throws IOException {
        JsonNode root = MAPPER.readTree(json);
        List<Second> seconds = new ArrayList<>();
        root.path("seconds")
                .forEach(row -> seconds.add(new Second(
                        row.get(0).asLong(), row.get(1).asLong(), row.get(2).asLong())));
        return new LedgerReport(
                root.get("prompt").asLong(),
                root.get("generated").asLong(),
                root.get("forward").asLong(),
                seconds);
    }
}
