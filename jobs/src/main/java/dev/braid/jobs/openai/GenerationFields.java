package dev.braid.jobs.openai;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The fields that completions and chat completions share, validated.
 *
 * @param maxTokens most tokens to generate; empty leaves it to the endpoint
 * @param choices {@code n}, answers for each prompt
 * @param stop strings that end an answer and are not part of it, at most four
 * @param stopTokenIds further ids that end an answer
 * @param logprobs alternatives to report for each token, 0 to 20; -1 for no log-probabilities
 * @param tpotMillis target of the time per output token; empty for the server's own
 * @param ttftMillis target of the time to the first token; empty for the server's own
 * @param priority lower goes first
 * @param ignored names of fields that mean nothing here
 */
public record GenerationFields(
        String model,
        OptionalInt maxTokens,
        int choices,
        float temperature,
        float topP,
        int topK,
        float minP,
        float repetitionPenalty,
        OptionalLong seed,
        List<String> stop,
        Set<Integer> stopTokenIds,
        EndTokens endTokens,
        ShownTokens shownTokens,
        Delivery delivery,
        int logprobs,
        Optional<Float> tpotMillis,
        Optional<Float> ttftMillis,
        int priority,
        List<String> ignored) {

    /** Whether the model's end tokens end an answer. */
    public enum EndTokens {
        HONOURED,
        IGNORED
    }

    /** Whether special tokens are spelled in the text. */
    public enum ShownTokens {
        ORDINARY,
        ALL
    }

    /** How the answer is sent. */
    public enum Delivery {
        WHOLE,
        STREAM,
        STREAM_WITH_USAGE
    }

    public GenerationFields {
        stop = List.copyOf(stop);
        stopTokenIds = Set.copyOf(stopTokenIds);
        ignored = List.copyOf(ignored);
    }
}
