package dev.braid.gpp.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes what a rival came to with its own costs, with the keys of any other plan: those that its costs do not know are
 * null. Beside them stand {@code costs}, {@code tensor_parallel} and {@code modes} of a stage, and with PipeDream
 * {@code total_seconds} and {@code bottleneck_seconds} of a mini-batch.
 */
public final class OriginalJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private OriginalJson() {}

    public static String text(OriginalPlan plan) {
        ObjectNode root = head(plan.planner(), true, plan.searchSeconds());
        root.put("time_per_sample", plan.timePerSample());
        root.putNull("iteration_time");
        if (plan.total().isPresent()) {
            root.put("total_seconds", plan.total().getAsDouble());
            root.put("bottleneck_seconds", plan.timePerSample());
        }
        root.put("depth", plan.stages().size());
        ArrayNode stages = root.putArray("stages");
        int device = 0;
        for (int id = 0; id < plan.stages().size(); id++) {
            OriginalPlan.Stage stage = plan.stages().get(id);
            ObjectNode node = stages.addObject();
            put(node, stage, id, device);
            if (id + 1 < plan.stages().size()) {
                node.withArray("successors").add(id + 1);
            }
            device += stage.devices();
        }
        return written(root);
    }

    /** What is written where there is no plan. */
    public static String text(PlannerKind planner, String reason) {
        return written(head(planner, false, 0).put("reason", reason));
    }

    private static ObjectNode head(PlannerKind planner, boolean feasible, double searchSeconds) {
        return MAPPER.createObjectNode()
                .put("planner", planner.label())
                .put("costs", "original")
                .put("feasible", feasible)
                .put("search_seconds", searchSeconds);
    }

    /** A micro-batch is a sample on each replica. */
    private static void put(ObjectNode node, OriginalPlan.Stage stage, int id, int firstDevice) {
        node.put("id", id);
        stage.operators().forEach(node.putArray("operators")::add);
        stage.modes().forEach(node.putArray("modes")::add);
        ArrayNode devices = node.putArray("devices");
        for (int i = 0; i < stage.devices(); i++) {
            devices.add(firstDevice + i);
        }
        node.put("tensor_parallel", stage.tensorParallel());
        node.put("micro_batch", stage.degree());
        node.put(
                "in_flight",
                stage.inFlight().isPresent() ? (Integer) stage.inFlight().getAsInt() : null);
        node.putArray("successors");
        node.put(
                "memory_bytes",
                stage.memoryBytes().isPresent() ? (Double) stage.memoryBytes().getAsDouble() : null);
    }

    private static String written(ObjectNode root) {
        try {
            return MAPPER.writeValueAsString(root) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
