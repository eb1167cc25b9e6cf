package dev.braid.jobs.serve;

import dev.braid.jobs.openai.ChatChunk;
import dev.braid.jobs.openai.ChatCompletion;
import dev.braid.jobs.openai.ChatLogprobs;
import dev.braid.jobs.openai.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records of {@code /v1/chat/completions}. */
record ChatFormat(String id, long created, String model, AnswerText.Scores scores) implements Format {
    @Override
    public List<Object> opening(int choice) {
        return List.of(chunk(choice, ChatChunk.Delta.opening(), null, null));
    }

    @Override
    public Object piece(int choice, Piece piece) {
        return chunk(choice, ChatChunk.Delta.text(piece.text()), logprobs(piece.tokens()), null);
    }

    @Override
    public Object end(int choice, String finishReason) {
        return chunk(choice, ChatChunk.Delta.none(), null, finishReason);
    }

    @Override
    public Object usage(Usage usage) {
        return new ChatChunk(id, ChatChunk.OBJECT, created, model, List.of(), usage);
    }

    @Override
    public Object whole(List<Answer> answers, Usage usage) {
        List<ChatCompletion.Choice> choices = new ArrayList<>();
        for (Answer answer : answers) {
            choices.add(new ChatCompletion.Choice(
                    choices.size(),
                    new ChatCompletion.Message("assistant", answer.text()),
                    logprobs(answer.tokens()),
                    answer.finishReason()));
        }
        return new ChatCompletion(id, ChatCompletion.OBJECT, created, model, choices, usage);
    }

    private ChatChunk chunk(int choice, ChatChunk.Delta delta, ChatLogprobs logprobs, String finishReason) {
        return new ChatChunk(
                id,
                ChatChunk.OBJECT,
                created,
                model,
                List.of(new ChatChunk.Choice(choice, delta, logprobs, finishReason)),
                null);
    }

    private ChatLogprobs logprobs(List<Piece.ScoredToken> tokens) {
        return scores == AnswerText.Scores.NONE
                ? null
                : new ChatLogprobs(tokens.stream().map(ChatFormat::token).toList());
    }

    private static ChatLogprobs.Token token(Piece.ScoredToken token) {
        List<ChatLogprobs.Top> top = token.top().stream()
                .map(other -> new ChatLogprobs.Top(other.text(), other.logprob(), bytes(other.text())))
                .toList();
        return new ChatLogprobs.Token(token.text(), token.logprob(), bytes(token.text()), top);
    }

    private static int[] bytes(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int[] values = new int[utf8.length];
        for (int i = 0; i < utf8.length; i++) {
            values[i] = utf8[i] & 0xFF;
        }
        return values;
    }
}
