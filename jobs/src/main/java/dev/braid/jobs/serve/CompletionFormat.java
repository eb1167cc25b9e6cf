package dev.braid.jobs.serve;

import dev.braid.jobs.openai.Completion;
import dev.braid.jobs.openai.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records of {@code /v1/completions}. */
record CompletionFormat(String id, long created, String model, AnswerText.Scores scores) implements Format {
    @Override
    public List<Object> opening(int choice) {
        return List.of();
    }

    @Override
    public Object piece(int choice, Piece piece) {
        return chunk(List.of(choice(choice, piece.text(), piece.tokens(), null)), null);
    }

    @Override
    public Object end(int choice, String finishReason) {
        return chunk(List.of(new Completion.Choice(choice, "", null, finishReason)), null);
    }

    @Override
    public Object usage(Usage usage) {
        return chunk(List.of(), usage);
    }

    @Override
    public Object whole(List<Answer> answers, Usage usage) {
        List<Completion.Choice> choices = new ArrayList<>();
        for (Answer answer : answers) {
            choices.add(choice(choices.size(), answer.text(), answer.tokens(), answer.finishReason()));
        }
        return chunk(choices, usage);
    }

    private Completion chunk(List<Completion.Choice> choices, Usage usage) {
        return new Completion(id, Completion.OBJECT, created, model, choices, usage);
    }

    private Completion.Choice choice(int index, String text, List<Piece.ScoredToken> tokens, String finishReason) {
        Optional<Completion.Logprobs> logprobs =
                scores == AnswerText.Scores.SHOWN ? Optional.of(logprobs(tokens)) : Optional.empty();
        return new Completion.Choice(index, text, logprobs.orElse(null), finishReason);
    }

    private static Completion.Logprobs logprobs(List<Piece.ScoredToken> tokens) {
        return new Completion.Logprobs(
                tokens.stream().map(Piece.ScoredToken::text).toList(),
                tokens.stream().map(Piece.ScoredToken::logprob).toList(),
                tokens.stream().map(CompletionFormat::top).toList(),
                tokens.stream().map(Piece.ScoredToken::offset).toList());
    }

    /** By spelling; of tokens spelled alike the likeliest is kept, which comes first. */
    private static Map<String, Double> top(Piece.ScoredToken token) {
        Map<String, Double> top = new LinkedHashMap<>();
        token.top().forEach(other -> top.putIfAbsent(other.text(), other.logprob()));
        return top;
    }
}
