package dev.braid.jobs.openai;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The body of {@code POST /tokenize}, validated.
 *
 * @param start whether the start token is added
 */
public record TokenizeRequest(String prompt, StartToken start) {
    /** Whether the model's start token comes first. */
    public enum StartToken {
        ADDED,
        NONE
    }

    /** What {@code /tokenize} answers. */
    public record Tokens(int count, int maxModelLen, int[] tokens) {}

    /** What {@code /detokenize} answers. */
    public record Text(String prompt) {}

    public static TokenizeRequest read(byte[] body) {
        Fields fields = new Fields(Wire.object(body), "");
        JsonNode prompt = fields.required("prompt", "a string");
        if (!prompt.isTextual()) {
            throw fields.wrong("prompt", prompt, "a string");
        }
        return new TokenizeRequest(
                prompt.textValue(), fields.flag("add_special_tokens", true) ? StartToken.ADDED : StartToken.NONE);
    }

    /** The token ids in the body of {@code POST /detokenize}. */
    public static int[] readTokens(byte[] body) {
        Fields fields = new Fields(Wire.object(body), "");
        JsonNode tokens = fields.required("tokens", "a list of token ids");
        if (!tokens.isArray()) {
            throw fields.wrong("tokens", tokens, "a list of token ids");
        }
        return fields.tokenIds("tokens", tokens);
    }
}
