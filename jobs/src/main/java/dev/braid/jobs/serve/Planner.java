package dev.braid.jobs.serve;

import dev.braid.data.text.DecodedSpecials;
import dev.braid.data.text.GenerationPrompt;
import dev.braid.data.text.Message;
import dev.braid.data.text.SpecialTokens;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.openai.ApiException;
import dev.braid.jobs.openai.ChatRequest;
import dev.braid.jobs.openai.CompletionRequest;
import dev.braid.jobs.openai.GenerationFields;
import dev.braid.ops.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/** Turns a request's fields into what the engine takes, one plan for each answer. Thread-safe; tokenises, so may block. */
final class Planner {
    /** What the OpenAI API gives a completion that does not say {@code max_tokens}. */
    private static final int DEFAULT_COMPLETION_TOKENS = 16;

    private static final int MAX_ANSWERS = 256;

    private final InferenceService engine;
    private final TextCodec codec;
    private final LongSupplier random;

    /** @param promptTokens of all prompts, each counted once */
    record Plans(List<AnswerPlan> answers, int promptTokens) {}

    Planner(InferenceService engine, TextCodec codec, LongSupplier random) {
        this.engine = engine;
        this.codec = codec;
        this.random = random;
    }

    Plans plan(CompletionRequest request) {
        GenerationFields fields = request.common();
        long wanted = (long) request.prompts().size() * fields.choices();
        if (wanted > MAX_ANSWERS) {
            throw ApiException.invalid(
                    "n",
                    "n is " + fields.choices() + " for " + request.prompts().size() + " prompts, together " + wanted
                            + " answers; a request may ask for at most " + MAX_ANSWERS);
        }
        List<AnswerPlan> answers = new ArrayList<>();
        int tokens = 0;
        for (CompletionRequest.Prompt prompt : request.prompts()) {
            int[] ids = ids(prompt);
            tokens += ids.length;
            int room = room(ids, "prompt");
            int most = fields.maxTokens().orElse(Math.min(DEFAULT_COMPLETION_TOKENS, room));
            answers.addAll(answers(fields, ids, most, echo(request, prompt)));
        }
        return new Plans(answers, tokens);
    }

    Plans plan(ChatRequest request) {
        List<Message> messages = request.messages().stream()
                .map(turn -> new Message(turn.role(), turn.content()))
                .toList();
        GenerationPrompt opening =
                request.opening() == ChatRequest.Opening.ADDED ? GenerationPrompt.ADD : GenerationPrompt.NONE;
        int[] ids = codec.encode(codec.render(messages, opening), SpecialTokens.NONE);
        int room = room(ids, "messages");
        return new Plans(
                answers(request.common(), ids, request.common().maxTokens().orElse(room), ""), ids.length);
    }

    private int[] ids(CompletionRequest.Prompt prompt) {
        return prompt instanceof CompletionRequest.Prompt.Text text
                ? codec.encode(text.text(), SpecialTokens.ADD)
                : ((CompletionRequest.Prompt.Tokens) prompt).ids();
    }

    private String echo(CompletionRequest request, CompletionRequest.Prompt prompt) {
        if (request.echo() == CompletionRequest.Echo.NONE) {
            return "";
        }
        return prompt instanceof CompletionRequest.Prompt.Text text
                ? text.text()
                : codec.decode(((CompletionRequest.Prompt.Tokens) prompt).ids(), DecodedSpecials.SKIP);
    }

    /** Tokens that are left for an answer. */
    private int room(int[] ids, String param) {
        if (ids.length == 0) {
            throw ApiException.invalid(param, param + " has 0 tokens, must have at least 1");
        }
        for (int id : ids) {
            if (id >= codec.vocabularySize()) {
                throw ApiException.invalid(
                        param, param + " has token id " + id + ", must be from 0 to " + (codec.vocabularySize() - 1));
            }
        }
        int room = engine.maxContext() - ids.length;
        if (room < 1) {
            throw ApiException.of(
                    400,
                    param + " has " + ids.length + " tokens; the context holds " + engine.maxContext()
                            + ", of which the answer needs at least 1",
                    param,
                    "context_length_exceeded");
        }
        return room;
    }

    private List<AnswerPlan> answers(GenerationFields fields, int[] ids, int maxTokens, String echo) {
        DecodedSpecials specials =
                fields.shownTokens() == GenerationFields.ShownTokens.ALL ? DecodedSpecials.KEEP : DecodedSpecials.SKIP;
        AnswerText.Scores scores = fields.logprobs() < 0 ? AnswerText.Scores.NONE : AnswerText.Scores.SHOWN;
        long seed = fields.seed().orElseGet(random);
        List<AnswerPlan> answers = new ArrayList<>();
        for (int choice = 0; choice < fields.choices(); choice++) {
            var request = new GenerationRequest(
                    fields.model(),
                    ids,
                    maxTokens,
                    sampling(fields, seed, choice),
                    stopIds(fields),
                    nanos(fields.tpotMillis()),
                    nanos(fields.ttftMillis()),
                    fields.priority());
            var text = new AnswerText(codec, codec.decoderAfter(ids, specials), fields.stop(), scores);
            answers.add(new AnswerPlan(request, text, echo));
        }
        return answers;
    }

    private static OptionalLong nanos(Optional<Float> millis) {
        return millis.map(value -> OptionalLong.of(Math.round(value * 1e6))).orElse(OptionalLong.empty());
    }

    private Set<Integer> stopIds(GenerationFields fields) {
        Set<Integer> ids = new HashSet<>(fields.stopTokenIds());
        if (fields.endTokens() == GenerationFields.EndTokens.HONOURED) {
            ids.addAll(codec.endTokens());
        }
        return ids;
    }

    /** The first answer has the request's own seed, each other one a seed that follows from it. */
    private static SamplingParams sampling(GenerationFields fields, long seed, int choice) {
        return new SamplingParams(
                fields.temperature(),
                fields.topK(),
                fields.topP(),
                fields.minP(),
                fields.repetitionPenalty(),
                seed + choice * 0x9E3779B97F4A7C15L,
                fields.logprobs());
    }
}
