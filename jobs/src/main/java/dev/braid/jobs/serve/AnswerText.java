package dev.braid.jobs.serve;

import dev.braid.data.text.DecodedSpecials;
import dev.braid.jobs.engine.GeneratedToken;
import java.util.ArrayList;
import java.util.List;

/** Turns the tokens of one answer into pieces of text. One thread. */
final class AnswerText {
    /** What stands for the logarithm of 0, which JSON cannot write. */
    private static final double LEAST_LOGPROB = -9999;

    /** Whether pieces carry log-probabilities. */
    enum Scores {
        SHOWN,
        NONE
    }

    private final TextCodec codec;
    private final TextCodec.Decoder decoder;
    private final StopStrings stops;
    private final Scores scores;
    private final List<Piece.ScoredToken> waiting = new ArrayList<>();
    private int decoded;
    private int shown;

    AnswerText(TextCodec codec, TextCodec.Decoder decoder, List<String> stops, Scores scores) {
        this.codec = codec;
        this.decoder = decoder;
        this.stops = new StopStrings(stops);
        this.scores = scores;
    }

    Piece next(GeneratedToken token) {
        if (scores == Scores.SHOWN) {
            waiting.add(scored(token, decoded));
        }
        String text = decoder.next(token.id());
        decoded += text.length();
        String certain = stops.accept(text);
        shown += certain.length();
        return new Piece(certain, tokensBefore(shown));
    }

    /** What is left when no more tokens come. */
    Piece finish() {
        String last = stops.accept(decoder.finish()) + stops.finish();
        shown += last.length();
        return new Piece(last, tokensBefore(stopped() == StopStrings.Found.YES ? shown : Integer.MAX_VALUE));
    }

    /** Tokens are told with the text that they begin: those of a stop string never are. */
    private List<Piece.ScoredToken> tokensBefore(int end) {
        int count = 0;
        while (count < waiting.size() && waiting.get(count).offset() < end) {
            count++;
        }
        List<Piece.ScoredToken> tokens = List.copyOf(waiting.subList(0, count));
        waiting.subList(0, count).clear();
        return tokens;
    }

    StopStrings.Found stopped() {
        return stops.found();
    }

    private Piece.ScoredToken scored(GeneratedToken token, int offset) {
        List<Piece.Scored> top = token.top().stream()
                .map(other -> new Piece.Scored(spell(other.id()), finite(other.logprob())))
                .toList();
        return new Piece.ScoredToken(spell(token.id()), finite(token.logprob()), top, offset);
    }

    private String spell(int id) {
        return codec.decode(new int[] {id}, DecodedSpecials.KEEP);
    }

    private static double finite(float logprob) {
        return Double.isFinite(logprob) ? logprob : LEAST_LOGPROB;
    }
}
