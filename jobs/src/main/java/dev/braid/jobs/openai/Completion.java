package dev.braid.jobs.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * The answer to a completion request, whole or one chunk of a stream: both have the same shape.
 *
 * @param created seconds since the epoch
 * @param usage null where it is not told
 */
public record Completion(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) Usage usage) {
    public static final String OBJECT = "text_completion";

    /** One answer, or the next piece of it. */
    public record Choice(int index, String text, Logprobs logprobs, String finishReason) {}

    /**
     * Log-probabilities, one element for each token.
     *
     * @param textOffset where the token begins in the answer, in characters
     */
    public record Logprobs(
            List<String> tokens,
            List<Double> tokenLogprobs,
            List<Map<String, Double>> topLogprobs,
            List<Integer> textOffset) {}
}
