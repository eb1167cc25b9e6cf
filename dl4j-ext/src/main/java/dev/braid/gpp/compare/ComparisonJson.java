package dev.braid.gpp.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes a comparison: {@code rows} and {@code growth}. Seconds, bytes and samples per second. */
public final class ComparisonJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ComparisonJson() {}

    public static String text(List<ComparisonRow> rows, List<Growth.Point> growth) {
        ObjectNode root = MAPPER.createObjectNode();
        root.putArray("rows");
        rows.forEach(row -> put(root.withArray("rows").addObject(), row));
        root.putArray("growth");
        growth.forEach(point -> put(root.withArray("growth").addObject(), point));
        try {
            return MAPPER.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(ObjectNode node, ComparisonRow row) {
        node.put("model", row.model())
                .put("hardware", row.hardware())
                .put("devices", row.devices())
                .put("mini_batch", row.miniBatch())
                .put("planner", row.variant())
                .put("feasible", row.planned() instanceof Planned.Found)
                .put("throughput", row.throughput());
        if (row.speedup().isPresent()) {
            node.put("speedup_over_best_rival", row.speedup().getAsDouble());
        } else {
            node.putNull("speedup_over_best_rival");
        }
        node.put("search_seconds", row.planned().searchSeconds());
        if (row.planned() instanceof Planned.None none) {
            node.put("reason", none.reason());
        } else if (row.planned() instanceof Planned.Found found) {
            node.put("iteration_time", found.simulation().iterationTime())
                    .put("depth", found.plan().depth())
                    .put("stages", found.plan().stages().size())
                    .put("devices_used", ComparisonRow.used(found))
                    .put("memory_bytes", ComparisonRow.peakBytes(found))
                    .put("bubble", ComparisonRow.bubbleShare(found))
                    .put("recomputed_operators", ComparisonRow.recomputed(found));
        }
    }

    private static void put(ObjectNode node, Growth.Point point) {
        node.put("axis", point.axis().label())
                .put("model", point.model())
                .put("operators", point.operators())
                .put("branches", point.branches())
                .put("devices", point.devices())
                .put("search_seconds", point.seconds());
    }
}
