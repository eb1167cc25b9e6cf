package dev.braid.data.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.braid.data.text.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** JSON objects to rows. Whatever is wrong with one is a {@link RowException} that names the field. */
public final class RowParser {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Function<JsonNode, Row> form;

    /** @param shape the shape of every row; empty to look at the fields of each */
    public RowParser(Optional<RowShape> shape) {
        this(row -> of(shape.orElseGet(() -> RowShape.detect(row)), row));
    }

    private RowParser(Function<JsonNode, Row> form) {
        this.form = form;
    }

    /** A parser that leaves rows as they are. */
    public static RowParser fields() {
        return new RowParser(Row.Fields::new);
    }

    /** The row that one line of JSON holds. */
    public Row parse(String json) {
        try {
            return parse(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new RowException("not valid JSON: " + e.getOriginalMessage());
        }
    }

    /** The row of a JSON object. */
    public Row parse(JsonNode row) {
        if (!row.isObject()) {
            throw new RowException("not a JSON object but " + kind(row));
        }
        return form.apply(row);
    }

    private static Row of(RowShape shape, JsonNode row) {
        return switch (shape) {
            case TEXT -> new Row.Text(text(row, "text"));
            case MESSAGES -> new Row.Chat(messages(row));
            case SHAREGPT -> new Row.Chat(conversations(row));
            case PROMPT_COMPLETION ->
                new Row.Chat(List.of(new Message("user", text(row, "prompt")), assistant(text(row, "completion"))));
            case ALPACA -> new Row.Chat(alpaca(row));
        };
    }

    private static List<Message> messages(JsonNode row) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode turn : array(row, "messages")) {
            messages.add(message(text(turn, "role"), text(turn, "content")));
        }
        return messages;
    }

    private static List<Message> conversations(JsonNode row) {
        List<Message> messages = new ArrayList<>();
        system(row, messages);
        for (JsonNode turn : array(row, "conversations")) {
            messages.add(message(role(text(turn, "from")), text(turn, "value")));
        }
        return messages;
    }

    private static String role(String from) {
        return switch (from) {
            case "human", "user" -> "user";
            case "gpt", "assistant", "model" -> Message.ASSISTANT;
            case "system" -> "system";
            default -> throw new RowException("from is '" + from + "'; use human, gpt or system");
        };
    }

    private static List<Message> alpaca(JsonNode row) {
        List<Message> messages = new ArrayList<>();
        system(row, messages);
        String input = optional(row, "input");
        String instruction = text(row, "instruction");
        messages.add(new Message("user", input.isEmpty() ? instruction : instruction + "\n" + input));
        messages.add(assistant(text(row, "output")));
        return messages;
    }

    private static void system(JsonNode row, List<Message> messages) {
        String system = optional(row, "system");
        if (!system.isEmpty()) {
            messages.add(new Message("system", system));
        }
    }

    private static Message assistant(String content) {
        return new Message(Message.ASSISTANT, content);
    }

    private static Message message(String role, String content) {
        try {
            return new Message(role, content);
        } catch (IllegalArgumentException e) {
            throw new RowException(e.getMessage());
        }
    }

    private static JsonNode array(JsonNode row, String field) {
        JsonNode value = row.path(field);
        if (!value.isArray()) {
            throw new RowException("field '" + field + "' " + found(value) + ", must be a list");
        }
        return value;
    }

    private static String text(JsonNode row, String field) {
        JsonNode value = row.path(field);
        if (!value.isTextual()) {
            throw new RowException("field '" + field + "' " + found(value) + ", must be text");
        }
        return value.textValue();
    }

    private static String optional(JsonNode row, String field) {
        return row.hasNonNull(field) ? text(row, field) : "";
    }

    private static String found(JsonNode value) {
        return value.isMissingNode() ? "is missing" : "is " + kind(value);
    }

    private static String kind(JsonNode value) {
        JsonNodeType type = value.getNodeType();
        return type == JsonNodeType.NULL || type == JsonNodeType.MISSING
                ? "nothing"
                : "of type " + type.name().toLowerCase(Locale.ROOT);
    }
}
