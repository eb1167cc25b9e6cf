package dev.braid.jobs.openai;

import java.util.List;

/** Log-probabilities of a chat answer, one element for each token. */
public record ChatLogprobs(List<Token> content) {
    /**
     * @param bytes the token's text in UTF-8, each 0 to 255
     */
    public record Token(String token, double logprob, int[] bytes, List<Top> topLogprobs) {}

    /** A token that could have been chosen. */
    public record Top(String token, double logprob, int[] bytes) {}
}
