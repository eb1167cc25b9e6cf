package dev.braid.jobs.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpData;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * What requests with the same beginning have in common, so that they can go to the member whose pool knows its tokens.
 *
 * @param characters of prompt or messages that count; 0 for none
 */
record PromptPrefix(int characters) {
    private static final ObjectMapper JSON = new ObjectMapper();

    PromptPrefix {
        if (characters < 0) {
            throw new IllegalArgumentException("characters is " + characters + ", must be at least 0");
        }
    }

    /** Equal for requests of the same model with the same beginning; empty for what has no prompt, or is no JSON. */
    OptionalLong of(HttpData body) {
        if (characters == 0 || body.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            JsonNode request = JSON.readTree(body.array());
            JsonNode prompt = request.path(request.has("messages") ? "messages" : "prompt");
            if (prompt.isMissingNode()) {
                return OptionalLong.empty();
            }
            String text = prompt.isTextual() ? prompt.textValue() : prompt.toString();
            return OptionalLong.of(hash(
                    request.path("model").asText() + '\n' + text.substring(0, Math.min(text.length(), characters))));
        } catch (IOException noJson) {
            // The member will say so.
            return OptionalLong.empty();
        }
    }

    /** 64 bits of a text, the last of its characters as telling as the first. */
    static long hash(String text) {
        long hash = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return mixed(hash);
    }

    /** Spreads a number over all bits (MurmurHash3's finaliser). */
    static long mixed(long hash) {
        long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
