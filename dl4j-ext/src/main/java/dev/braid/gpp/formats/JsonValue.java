package dev.braid.gpp.formats;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.braid.gpp.text.Nearest;
import dev.braid.gpp.text.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A value in a JSON file with the path that leads to it, such as {@code $.nodes[3].id}; its errors name both. */
final class JsonValue {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String file;
    private final String path;
    private final JsonNode node;

    private JsonValue(String file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /** The object that a file holds; reading ends at the first character that is not JSON. */
    static JsonValue read(String file, InputStream in) throws IOException {
        try {
            JsonNode node = MAPPER.readTree(in);
            JsonValue value = new JsonValue(file, "$", node);
            value.object();
            return value;
        } catch (JsonProcessingException e) {
            throw new GraphFileException(
                    file + ": " + place(e.getLocation()) + "is not valid JSON: " + e.getOriginalMessage()
                            + "; the file may have been cut off or edited by hand",
                    e);
        }
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + " ";
    }

    GraphFileException refuse(String why) {
        return new GraphFileException(file + ": " + path + " " + why);
    }

    /** Builds a value from this one; what its constructor refuses gets file and path put before it. */
    <T> T build(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new GraphFileException(file + ": " + path + ": " + e.getMessage(), e);
        }
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Refuses every key of this object that is not among {@code known}. */
    JsonValue only(List<String> known) {
        object();
        for (String key : keys()) {
            if (!known.contains(key)) {
                throw refuse("has the unknown key \"" + key + "\"; did you mean " + Nearest.to(key, known)
                        + "? Known are " + String.join(", ", known));
            }
        }
        return this;
    }

    JsonValue get(String key) {
        return find(key).orElseThrow(() -> refuse("has no \"" + key + "\", which is needed; it has " + keys()));
    }

    /** The value of a key unless it is missing or null. */
    Optional<JsonValue> find(String key) {
        object();
        return node.hasNonNull(key)
                ? Optional.of(new JsonValue(file, path + "." + key, node.get(key)))
                : Optional.empty();
    }

    /** The keys of this object with their values. */
    Map<String, JsonValue> entries() {
        object();
        Map<String, JsonValue> entries = new LinkedHashMap<>();
        for (String key : keys()) {
            entries.put(key, new JsonValue(file, path + "." + key, node.get(key)));
        }
        return entries;
    }

    /** The elements of this list. */
    List<JsonValue> elements() {
        if (!node.isArray()) {
            throw refuse("is " + this + ", but must be a list");
        }
        List<JsonValue> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(new JsonValue(file, path + "[" + i + "]", node.get(i)));
        }
        return elements;
    }

    double number() {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw refuse("is " + this + ", but must be a finite number");
        }
        return node.doubleValue();
    }

    int integer() {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw refuse("is " + this + ", but must be a whole number below 2^31");
        }
        return node.intValue();
    }

    String text() {
        if (!node.isTextual()) {
            throw refuse("is " + this + ", but must be a string");
        }
        return node.textValue();
    }

    /** A number, or a string with a unit. */
    double quantity(Quantity kind) {
        return node.isTextual() ? build(() -> kind.parse(node.textValue())) : number();
    }

    /** The quantity of a key, unless it is missing or null. */
    double quantity(String key, Quantity kind, double otherwise) {
        return find(key).map(value -> value.quantity(kind)).orElse(otherwise);
    }

    boolean isObject() {
        return node.isObject();
    }

    private void object() {
        if (!node.isObject()) {
            throw refuse("is " + this + ", but must be an object");
        }
    }

    /** The value as it stands in the file, cut to a length that fits a message. */
    @Override
    public String toString() {
        String text = node.isContainerNode()
                ? (node.isObject() ? "an object" : "a list") + " of " + node.size() + " values"
                : node.toString();
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
