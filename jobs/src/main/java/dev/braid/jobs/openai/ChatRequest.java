package dev.braid.jobs.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The body of {@code POST /v1/chat/completions}, validated.
 *
 * @param messages at least one
 */
public record ChatRequest(GenerationFields common, List<Turn> messages, Opening opening) {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

    /** One message: its role and its text. */
    public record Turn(String role, String content) {}

    /** Whether the rendered chat ends with the opening of the assistant's turn. */
    public enum Opening {
        ADDED,
        NONE
    }

    public ChatRequest {
        messages = List.copyOf(messages);
    }

    /** Reads and checks a body; whatever is wrong with it is an {@link ApiException} with status 400. */
    public static ChatRequest read(byte[] body) {
        Fields fields = new Fields(Wire.object(body), "");
        List<Turn> turns = turns(fields);
        Opening opening = fields.flag("add_generation_prompt", true) ? Opening.ADDED : Opening.NONE;
        OptionalInt deprecated = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        OptionalInt maxTokens = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        return new ChatRequest(
                CommonReader.read(fields, maxTokens.isPresent() ? maxTokens : deprecated, logprobs(fields)),
                turns,
                opening);
    }

    private static int logprobs(Fields fields) {
        boolean asked = fields.flag("logprobs", false);
        OptionalInt top = fields.integer("top_logprobs", 0, 20);
        if (!asked && top.orElse(0) > 0) {
            throw ApiException.invalid(
                    "top_logprobs", "top_logprobs is " + top.getAsInt() + ", must be absent unless logprobs is true");
        }
        return asked ? top.orElse(0) : -1;
    }

    private static List<Turn> turns(Fields fields) {
        JsonNode node = fields.required("messages", "a list of messages");
        if (!node.isArray() || node.isEmpty()) {
            throw fields.wrong("messages", node, "a list of at least one message");
        }
        List<Turn> turns = new ArrayList<>();
        for (JsonNode element : node) {
            String path = "messages[" + turns.size() + "]";
            if (!(element instanceof ObjectNode message)) {
                throw ApiException.invalid(path, path + " is " + Fields.describe(element) + ", must be an object");
            }
            turns.add(turn(new Fields(message, path + ".")));
        }
        return turns;
    }

    private static Turn turn(Fields message) {
        String bound = "one of system, developer, user, assistant";
        JsonNode role = message.required("role", bound);
        if (!role.isTextual() || !ROLES.contains(role.textValue())) {
            throw message.wrong("role", role, bound);
        }
        // Templates know the older name only.
        String name = role.textValue().equals("developer") ? "system" : role.textValue();
        message.node("tool_calls").filter(calls -> !calls.isEmpty()).ifPresent(calls -> {
            throw message.wrong("tool_calls", calls, "absent: tools are not supported");
        });
        return new Turn(name, content(message));
    }

    private static String content(Fields message) {
        String bound = "a string or a list of text parts";
        JsonNode content = message.required("content", bound);
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw message.wrong("content", content, bound);
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
                throw message.wrong("content", part, "of parts {\"type\":\"text\",\"text\":...} alone");
            }
            text.append(part.get("text").textValue());
        }
        return text.toString();
    }
}
