package dev.braid.jobs.simulate.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes a {@link MeasuredCost}: an object with its components in snake case, nanoseconds as numbers and
 * curves as lists of {@code [size, nanoseconds]}.
 */
public final class MeasuredCostJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private MeasuredCostJson() {}

    /** Throws {@link IOException} with file and field where the table is incomplete or malformed. */
    public static MeasuredCost read(Path file) throws IOException {
        JsonNode root = MAPPER.readTree(file.toFile());
        try {
            return new MeasuredCost(
                    number(root, "step_nanos"),
                    number(root, "forward_nanos"),
                    number(root, "backward_nanos"),
                    curve(root, "batch_rows"),
                    curve(root, "decode_keys"),
                    curve(root, "window_keys"),
                    curve(root, "head_rows"),
                    curve(root, "backward_rows"),
                    curve(root, "backward_keys"));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static double number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isNumber()) {
            throw new IllegalArgumentException(field + " is " + shown(value) + ", must be a number");
        }
        return value.doubleValue();
    }

    private static Curve curve(JsonNode root, String field) {
        JsonNode array = root.path(field);
        if (!array.isArray()) {
            throw new IllegalArgumentException(
                    field + " is " + shown(array) + ", must be a list of [size, nanoseconds]");
        }
        List<Curve.Point> points = new ArrayList<>();
        try {
            for (JsonNode pair : array) {
                points.add(point(pair));
            }
            return new Curve(points);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
        }
    }

    private static Curve.Point point(JsonNode pair) {
        if (pair.size() != 2 || !pair.path(0).isNumber() || !pair.path(1).isNumber()) {
            throw new IllegalArgumentException("point is " + shown(pair) + ", must be [size, nanoseconds]");
        }
        return new Curve.Point(pair.get(0).doubleValue(), pair.get(1).doubleValue());
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : value.toString();
    }

    public static void write(MeasuredCost cost, Path file) throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("step_nanos", cost.stepNanos());
        root.put("forward_nanos", cost.forwardNanos());
        root.put("backward_nanos", cost.backwardNanos());
        put(root.putArray("batch_rows"), cost.batchRows());
        put(root.putArray("decode_keys"), cost.decodeKeys());
        put(root.putArray("window_keys"), cost.windowKeys());
        put(root.putArray("head_rows"), cost.headRows());
        put(root.putArray("backward_rows"), cost.backwardRows());
        put(root.putArray("backward_keys"), cost.backwardKeys());
        Files.writeString(file, MAPPER.writeValueAsString(root) + "\n");
    }

    private static void put(ArrayNode array, Curve curve) {
        curve.points().forEach(point -> array.addArray().add(point.size()).add(point.nanos()));
    }
}
