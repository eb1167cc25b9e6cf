package dev.braid.jobs.serve;

import dev.braid.jobs.openai.Usage;
import java.util.List;

/** The wire records of one endpoint for one request. */
interface Format {
    /** A whole answer. */
    record Answer(String text, List<Piece.ScoredToken> tokens, String finishReason) {}

    /** The chunks that open an answer, often none. */
    List<Object> opening(int choice);

    Object piece(int choice, Piece piece);

    Object end(int choice, String finishReason);

    /** The last chunk: no choices, the usage alone. */
    Object usage(Usage usage);

    Object whole(List<Answer> answers, Usage usage);
}
