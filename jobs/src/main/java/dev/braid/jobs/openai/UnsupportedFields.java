package dev.braid.jobs.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Fields that would change an answer and are not supported: each is refused by name, unless its value asks for nothing.
 * To ignore them would answer another question than the client's.
 */
final class UnsupportedFields {
    private static final List<String> NUMBERS = List.of("frequency_penalty", "presence_penalty", "min_tokens");
    private static final List<String> COUNTS = List.of("best_of");
    private static final List<String> SWITCHES =
            List.of("use_beam_search", "continue_final_message", "include_stop_str_in_output");
    private static final List<String> CONTENTS = List.of(
            "tools",
            "functions",
            "logit_bias",
            "suffix",
            "audio",
            "prediction",
            "chat_template",
            "documents",
            "bad_words",
            "allowed_token_ids",
            "logits_processors",
            "prompt_embeds",
            "prompt_logprobs",
            "truncate_prompt_tokens",
            "guided_json",
            "guided_regex",
            "guided_choice",
            "guided_grammar",
            "structured_outputs");

    private UnsupportedFields() {}

    static void refuse(Fields fields) {
        NUMBERS.forEach(name -> refuseUnless(fields, name, UnsupportedFields::isZero, "absent or 0"));
        COUNTS.forEach(name -> refuseUnless(fields, name, UnsupportedFields::isOne, "absent or 1"));
        SWITCHES.forEach(name -> refuseUnless(fields, name, UnsupportedFields::isFalse, "absent or false"));
        CONTENTS.forEach(name -> refuseUnless(fields, name, UnsupportedFields::isEmpty, "absent"));
        refuseUnless(fields, "response_format", UnsupportedFields::isText, "absent or {\"type\":\"text\"}");
        refuseUnless(fields, "modalities", UnsupportedFields::isTextAlone, "absent or [\"text\"]");
        refuseUnless(fields, "tool_choice", UnsupportedFields::isNoChoice, "absent, \"none\" or \"auto\"");
        refuseUnless(fields, "function_call", UnsupportedFields::isNoChoice, "absent, \"none\" or \"auto\"");
    }

    private interface Neutral {
        boolean test(JsonNode value);
    }

    private static void refuseUnless(Fields fields, String name, Neutral neutral, String bound) {
        fields.node(name).filter(value -> !neutral.test(value)).ifPresent(value -> {
            throw ApiException.invalid(
                    name, name + " is " + Fields.describe(value) + ", which is not supported; it must be " + bound);
        });
    }

    private static boolean isZero(JsonNode value) {
        return value.isNumber() && value.doubleValue() == 0;
    }

    private static boolean isOne(JsonNode value) {
        return value.isNumber() && value.doubleValue() == 1;
    }

    private static boolean isFalse(JsonNode value) {
        return value.isBoolean() && !value.booleanValue();
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isContainerNode()
                ? value.isEmpty()
                : value.isTextual() && value.textValue().isEmpty();
    }

    private static boolean isText(JsonNode value) {
        return value.path("type").asText().equals("text");
    }

    private static boolean isTextAlone(JsonNode value) {
        return value.isArray() && value.size() == 1 && value.get(0).asText().equals("text");
    }

    private static boolean isNoChoice(JsonNode value) {
        return value.asText().equals("none") || value.asText().equals("auto");
    }
}
