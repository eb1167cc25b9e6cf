package dev.braid.ops.sampling;

/**
 * How one sequence chooses its tokens; the meanings are those of the OpenAI and vLLM request fields.
 *
 * @param temperature 0 is greedy (the lowest id among equals); at most 100
 * @param topK keep the k likeliest tokens; 0 keeps all
 * @param topP keep the smallest likeliest set whose probability reaches p, in (0, 1]
 * @param minP drop tokens less likely than this fraction of the likeliest, in [0, 1]
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens seen in prompt or output; above 0
 * @param seed of the counter-based generator; the draw for a position is a pure function of (seed, position)
 * @param logprobs how many top alternatives to report, 0 to 20; -1 for no log-probabilities at all
 */
public record SamplingParams(
        float temperature, int topK, float topP, float minP, float repetitionPenalty, long seed, int logprobs) {
    public SamplingParams {
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "in [0, 100]");
        require(topK >= 0, "top_k", topK, "at least 0 (0 keeps all tokens)");
        require(topP > 0 && topP <= 1, "top_p", topP, "in (0, 1]");
        require(minP >= 0 && minP <= 1, "min_p", minP, "in [0, 1]");
        require(repetitionPenalty > 0, "repetition_penalty", repetitionPenalty, "above 0");
        require(logprobs >= -1 && logprobs <= 20, "logprobs", logprobs, "in [0, 20]");
    }

    /** The likeliest token, always. */
    public static SamplingParams greedy() {
        return new SamplingParams(0, 0, 1, 0, 1, 0, -1);
    }

    private static void require(boolean holds, String field, Object value, String bound) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + ", must be " + bound);
        }
    }
}
