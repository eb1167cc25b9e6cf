package dev.braid.jobs.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.jobs.openai.GenerationFields.Delivery;
import dev.braid.jobs.openai.GenerationFields.EndTokens;
import dev.braid.jobs.openai.GenerationFields.ShownTokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the fields that completions and chat completions share. */
final class CommonReader {
    private static final int MAX_CHOICES = 128;
    private static final int MAX_STOPS = 4;
    private static final int MAX_STOP_LENGTH = 1024;
    private static final int MAX_STOP_IDS = 1024;
    private static final int MOST_PRIORITY = 60;
    /** Milliseconds; an hour is for those who do not mind. */
    private static final Range TARGET = Range.of(1, 3_600_000);

    private CommonReader() {}

    static GenerationFields read(Fields fields, OptionalInt maxTokens, int logprobs) {
        UnsupportedFields.refuse(fields);
        fields.node("user");
        return new GenerationFields(
                model(fields),
                maxTokens,
                fields.integer("n", 1, MAX_CHOICES).orElse(1),
                fields.number("temperature", Range.of(0, 100)).orElse(1f),
                fields.number("top_p", Range.above(0, 1)).orElse(1f),
                topK(fields),
                fields.number("min_p", Range.of(0, 1)).orElse(0f),
                fields.number("repetition_penalty", Range.above(0, 1000)).orElse(1f),
                fields.seed("seed"),
                stop(fields),
                stopTokenIds(fields),
                fields.flag("ignore_eos", false) ? EndTokens.IGNORED : EndTokens.HONOURED,
                fields.flag("skip_special_tokens", true) ? ShownTokens.ORDINARY : ShownTokens.ALL,
                delivery(fields),
                logprobs,
                fields.number("tpot_ms", TARGET),
                fields.number("ttft_ms", TARGET),
                fields.integer("priority", -MOST_PRIORITY, MOST_PRIORITY).orElse(0),
                fields.unknown());
    }

    private static String model(Fields fields) {
        JsonNode node = fields.required("model", "the name of a model, see /v1/models");
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw fields.wrong("model", node, "the name of a model, see /v1/models");
        }
        return node.textValue();
    }

    /** 0 and -1 both keep all tokens: the first here, the second in other servers. */
    private static int topK(Fields fields) {
        return Math.max(0, fields.integer("top_k", -1, Integer.MAX_VALUE).orElse(0));
    }

    private static List<String> stop(Fields fields) {
        JsonNode node = fields.node("stop").orElse(null);
        if (node == null) {
            return List.of();
        }
        String bound = "a string or a list of at most " + MAX_STOPS + " strings, each of 1 to " + MAX_STOP_LENGTH
                + " characters";
        List<JsonNode> elements = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(elements::add);
        } else {
            elements.add(node);
        }
        if (elements.size() > MAX_STOPS) {
            throw fields.wrong("stop", node, bound);
        }
        List<String> stops = new ArrayList<>();
        for (JsonNode element : elements) {
            if (!element.isTextual()
                    || element.textValue().isEmpty()
                    || element.textValue().length() > MAX_STOP_LENGTH) {
                throw fields.wrong("stop", element, bound);
            }
            stops.add(element.textValue());
        }
        return stops;
    }

    private static Set<Integer> stopTokenIds(Fields fields) {
        JsonNode node = fields.node("stop_token_ids").orElse(null);
        if (node == null) {
            return Set.of();
        }
        if (!node.isArray() || node.size() > MAX_STOP_IDS) {
            throw fields.wrong("stop_token_ids", node, "a list of at most " + MAX_STOP_IDS + " token ids");
        }
        Set<Integer> ids = new HashSet<>();
        for (int id : fields.tokenIds("stop_token_ids", node)) {
            ids.add(id);
        }
        return ids;
    }

    private static Delivery delivery(Fields fields) {
        boolean stream = fields.flag("stream", false);
        JsonNode options = fields.node("stream_options").orElse(null);
        if (options == null) {
            return stream ? Delivery.STREAM : Delivery.WHOLE;
        }
        if (!(options instanceof ObjectNode object)) {
            throw fields.wrong("stream_options", options, "an object");
        }
        if (!stream) {
            throw ApiException.invalid("stream_options", "stream_options is set, must be absent unless stream is true");
        }
        boolean usage = new Fields(object, "stream_options.").flag("include_usage", false);
        return usage ? Delivery.STREAM_WITH_USAGE : Delivery.STREAM;
    }
}
