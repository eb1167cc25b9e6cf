package dev.braid.jobs.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The fields of one JSON object, read one by one; {@code null} counts as absent. A field of the wrong type or out of its
 * bounds is a 400 that names field, value and bound. Remembers what was asked for, so that the rest can be reported.
 */
final class Fields {
    private static final int SHOWN = 60;

    private final ObjectNode object;
    private final String path;
    private final Set<String> known = new HashSet<>();

    /** @param path what precedes a field's name in messages, such as {@code messages[0].} */
    Fields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    Optional<JsonNode> node(String name) {
        known.add(name);
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    JsonNode required(String name, String bound) {
        return node(name)
                .orElseThrow(() -> ApiException.invalid(path + name, path + name + " is missing, must be " + bound));
    }

    Optional<String> text(String name) {
        return node(name).map(node -> {
            if (!node.isTextual()) {
                throw wrong(name, node, "a string");
            }
            return node.textValue();
        });
    }

    boolean flag(String name, boolean otherwise) {
        return node(name)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw wrong(name, node, "true or false");
                    }
                    return node.booleanValue();
                })
                .orElse(otherwise);
    }

    OptionalInt integer(String name, int least, int most) {
        String bound = "an integer from " + least + " to " + most;
        return node(name)
                .map(node -> {
                    if (!node.isIntegralNumber() || !node.canConvertToInt() || out(node.intValue(), least, most)) {
                        throw wrong(name, node, bound);
                    }
                    return OptionalInt.of(node.intValue());
                })
                .orElse(OptionalInt.empty());
    }

    OptionalLong seed(String name) {
        return node(name)
                .map(node -> {
                    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
                        throw wrong(name, node, "an integer of 64 bits");
                    }
                    return OptionalLong.of(node.longValue());
                })
                .orElse(OptionalLong.empty());
    }

    Optional<Float> number(String name, Range range) {
        return node(name).map(node -> {
            if (!node.isNumber() || !range.contains(node.floatValue())) {
                throw wrong(name, node, "a number " + range.shown());
            }
            return node.floatValue();
        });
    }

    /** Token ids; each at least 0. */
    int[] tokenIds(String name, JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(id -> {
                    if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
                        throw wrong(name, id, "token ids, each an integer of at least 0");
                    }
                    return id.intValue();
                })
                .toArray();
    }

    ApiException wrong(String name, JsonNode value, String bound) {
        return ApiException.invalid(path + name, path + name + " is " + describe(value) + ", must be " + bound);
    }

    /** Names in the object that nobody asked for. */
    List<String> unknown() {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .filter(name -> !known.contains(name))
                .toList();
    }

    /** A value as a message shows it: its kind when it is large. */
    static String describe(JsonNode node) {
        if (node.isMissingNode()) {
            return "empty";
        }
        String text = node.toString();
        String kind = node.isObject() ? "an object " : node.isArray() ? "an array " : "";
        return kind + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...");
    }

    private static boolean out(int value, int least, int most) {
        return value < least || value > most;
    }
}
