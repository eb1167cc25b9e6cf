package dev.braid.jobs.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of {@code POST /v1/completions}, validated.
 *
 * @param prompts at least one
 * @param echo whether an answer begins with its prompt
 */
public record CompletionRequest(GenerationFields common, List<Prompt> prompts, Echo echo) {
    private static final int MAX_PROMPTS = 256;
    private static final int MAX_ANSWERS = 256;
    private static final String BOUND =
            "a string, a list of token ids, or a list of 1 to " + MAX_PROMPTS + " of either kind";

    /** A prompt as text or as token ids. */
    public sealed interface Prompt {
        record Text(String text) implements Prompt {}

        record Tokens(int[] ids) implements Prompt {}
    }

    /** Whether an answer begins with its prompt. */
    public enum Echo {
        PROMPT,
        NONE
    }

    public CompletionRequest {
        prompts = List.copyOf(prompts);
    }

    /** Reads and checks a body; whatever is wrong with it is an {@link ApiException} with status 400. */
    public static CompletionRequest read(byte[] body) {
        Fields fields = new Fields(Wire.object(body), "");
        List<Prompt> prompts = prompts(fields);
        Echo echo = fields.flag("echo", false) ? Echo.PROMPT : Echo.NONE;
        int logprobs = fields.integer("logprobs", 0, 20).orElse(-1);
        if (echo == Echo.PROMPT && logprobs >= 0) {
            throw ApiException.invalid("echo", "echo is true, must be false when logprobs is set");
        }
        var maxTokens = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        GenerationFields common = CommonReader.read(fields, maxTokens, logprobs);
        requireFew(prompts.size(), common.choices());
        return new CompletionRequest(common, prompts, echo);
    }

    /** One request must not fill the queue that all share. */
    private static void requireFew(int prompts, int choices) {
        if (prompts * choices > MAX_ANSWERS) {
            throw ApiException.invalid(
                    "n",
                    "n is " + choices + " for " + prompts + " prompts, together " + prompts * choices
                            + " answers; must be at most " + MAX_ANSWERS);
        }
    }

    private static List<Prompt> prompts(Fields fields) {
        JsonNode node = fields.required("prompt", BOUND);
        if (!node.isArray() || node.isEmpty() || node.get(0).isNumber()) {
            return List.of(prompt(fields, node));
        }
        if (node.size() > MAX_PROMPTS) {
            throw fields.wrong("prompt", node, BOUND);
        }
        List<Prompt> prompts = new ArrayList<>();
        node.forEach(element -> prompts.add(prompt(fields, element)));
        return prompts;
    }

    private static Prompt prompt(Fields fields, JsonNode node) {
        if (node.isTextual()) {
            return new Prompt.Text(node.textValue());
        }
        if (!node.isArray() || node.isEmpty()) {
            throw fields.wrong("prompt", node, BOUND);
        }
        return new Prompt.Tokens(fields.tokenIds("prompt", node));
    }
}
