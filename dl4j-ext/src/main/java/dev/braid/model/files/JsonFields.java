package dev.braid.model.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The fields of one JSON object of a model file, read with errors that name the file, the field and the value. */
final class JsonFields {
    private static final long MAX_BYTES = 64 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String origin;
    private final ObjectNode node;

    private JsonFields(String origin, ObjectNode node) {
        this.origin = origin;
        this.node = node;
    }

    static JsonFields read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(file + ": does not exist");
        }
        try {
            long bytes = Files.size(file);
            if (bytes > MAX_BYTES) {
                throw new ModelFileException(file + ": has " + bytes + " bytes; at most " + MAX_BYTES + " are read");
            }
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ModelFileException(file + ": cannot be read: " + e, e);
        }
    }

    static JsonFields parse(String origin, String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node instanceof ObjectNode object) {
                return new JsonFields(origin, object);
            }
            throw new ModelFileException(origin + ": is not a JSON object");
        } catch (JsonProcessingException e) {
            throw new ModelFileException(origin + ": is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** An error about a field of this object. */
    ModelFileException refuse(String field, String why) {
        return new ModelFileException(origin + ": " + field + " " + why);
    }

    /** Builds a value from these fields; an error of its constructor gets the origin put before it. */
    <T> T build(Supplier<T> value) {
        try {
            return value.get();
        } catch (ModelFileException e) {
            if (e.getMessage().startsWith(origin)) {
                throw e;
            }
            throw new ModelFileException(origin + ": " + e.getMessage(), e);
        }
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Whether the field is there, null or not. */
    boolean mentions(String field) {
        return node.has(field);
    }

    /** Whether the field is there and not null. */
    boolean has(String field) {
        return node.hasNonNull(field);
    }

    JsonNode get(String field) {
        return node.path(field);
    }

    int integer(String field) {
        return integer(field, require(field));
    }

    int integer(String field, int otherwise) {
        return has(field) ? integer(field) : otherwise;
    }

    /** The numbers of a field that is one number or a list of them. */
    List<Integer> integers(String field) {
        JsonNode value = require(field);
        List<Integer> values = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            values.add(integer(field, element));
        }
        return values;
    }

    double number(String field) {
        JsonNode value = require(field);
        if (!value.isNumber()) {
            throw refuse(field, "is " + shown(value) + "; must be a number");
        }
        return value.doubleValue();
    }

    double number(String field, double otherwise) {
        return has(field) ? number(field) : otherwise;
    }

    boolean flag(String field, boolean otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        JsonNode value = node.get(field);
        if (!value.isBoolean()) {
            throw refuse(field, "is " + shown(value) + "; must be true or false");
        }
        return value.booleanValue();
    }

    String text(String field) {
        JsonNode value = require(field);
        if (!value.isTextual()) {
            throw refuse(field, "is " + shown(value) + "; must be a string");
        }
        return value.textValue();
    }

    String text(String field, String otherwise) {
        return has(field) ? text(field) : otherwise;
    }

    List<String> texts(String field) {
        JsonNode value = require(field);
        List<String> values = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            if (!element.isTextual()) {
                throw refuse(field, "has " + shown(element) + "; must be strings");
            }
            values.add(element.textValue());
        }
        return values;
    }

    JsonFields object(String field) {
        if (require(field) instanceof ObjectNode object) {
            return new JsonFields(origin + ": " + field, object);
        }
        throw refuse(field, "is " + shown(node.get(field)) + "; must be an object");
    }

    /** A value as it stands in the file, cut to a length that fits a message. */
    static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }

    private JsonNode require(String field) {
        if (!has(field)) {
            throw refuse(field, "is missing");
        }
        return node.get(field);
    }

    private int integer(String field, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw refuse(field, "is " + shown(value) + "; must be a whole number below 2^31");
        }
        return value.intValue();
    }
}
