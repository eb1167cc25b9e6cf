package dev.braid.jobs.serve;

import java.util.List;

/**
 * What one step adds to an answer.
 *
 * @param text may be empty
 * @param tokens the tokens that begin within the text so far and were not told yet, with their log-probabilities; empty
 *     unless asked for
 */
record Piece(String text, List<ScoredToken> tokens) {
    /**
     * @param offset where its text begins in the answer, in characters
     */
    record ScoredToken(String text, double logprob, List<Scored> top, int offset) {}

    record Scored(String text, double logprob) {}

    static Piece text(String text) {
        return new Piece(text, List.of());
    }

    boolean isEmpty() {
        return text.isEmpty() && tokens.isEmpty();
    }
}
