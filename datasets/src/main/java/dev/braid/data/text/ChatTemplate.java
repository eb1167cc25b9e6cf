package dev.braid.data.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's way of writing a chat as one text: the Jinja template of its folder or a built-in one by name. Thread-safe.
 * Whatever is wrong with a template or with the messages for it is a {@link TemplateException}.
 */
public final class ChatTemplate {
    private final String name;
    private final JinjaRenderer renderer;
    private final String bos;
    private final String eos;

    private ChatTemplate(String name, String source, TokenizerSettings settings, Clock clock) {
        this.name = name;
        this.renderer = new JinjaRenderer(name, source, clock);
        this.bos = settings.token("bos_token");
        this.eos = settings.token("eos_token");
    }

    /**
     * The template of a model folder: {@code chat_template.jinja}, else {@code chat_template} of
     * {@code tokenizer_config.json} (of several named ones, {@code default}). None is an error that lists the built-in ones.
     *
     * @param clock what {@code strftime_now} shows; a fixed one keeps training reproducible
     */
    public static ChatTemplate of(TokenizerFolder folder, Clock clock) {
        TokenizerSettings settings = new TokenizerSettings(folder);
        String source = source(folder, settings);
        if (source.isEmpty()) {
            throw new TemplateException("model folder " + folder.name()
                    + " has no chat template (chat_template.jinja, or chat_template in tokenizer_config.json); name one of "
                    + BuiltinTemplates.names());
        }
        return new ChatTemplate("of " + folder.name(), source, settings, clock);
    }

    /** A built-in template by name ({@code chatml}, {@code llama3}, {@code mistral}, {@code alpaca}, {@code plain}). */
    public static ChatTemplate named(String name, TokenizerFolder folder, Clock clock) {
        return new ChatTemplate(name, BuiltinTemplates.source(name), new TokenizerSettings(folder), clock);
    }

    /** A template from its Jinja source, with the start and end token of a model folder. */
    public static ChatTemplate jinja(String name, String source, TokenizerFolder folder, Clock clock) {
        return new ChatTemplate(name, source, new TokenizerSettings(folder), clock);
    }

    /** True if the folder brings a template of its own. */
    public static boolean isIn(TokenizerFolder folder) {
        return !source(folder, new TokenizerSettings(folder)).isEmpty();
    }

    private static String source(TokenizerFolder folder, TokenizerSettings settings) {
        if (!folder.chatTemplate().isEmpty()) {
            return folder.chatTemplate();
        }
        JsonNode template = settings.tokenizerConfig().path("chat_template");
        for (JsonNode named : template) {
            if (named.path("name").asText().equals("default")) {
                return named.path("template").asText();
            }
        }
        return template.asText("");
    }

    /** The messages as one text. Encode it with {@link SpecialTokens#NONE}: the template writes the start token itself. */
    public String render(List<Message> messages, GenerationPrompt prompt) {
        if (messages.isEmpty()) {
            throw new TemplateException("messages is empty; a chat needs at least one message");
        }
        List<Map<String, Object>> turns = new ArrayList<>();
        for (Message message : messages) {
            Map<String, Object> turn = new HashMap<>();
            turn.put("role", message.role());
            turn.put("content", message.content());
            turns.add(turn);
        }
        Map<String, Object> bindings = new HashMap<>();
        bindings.put("messages", turns);
        bindings.put("add_generation_prompt", prompt == GenerationPrompt.ADD);
        bindings.put("bos_token", bos);
        bindings.put("eos_token", eos);
        return renderer.render(bindings);
    }

    /**
     * The whole conversation and what the assistant says in it. Every assistant turn is rendered with what precedes it; a
     * template that writes earlier turns differently later (so that no such part exists) is an error.
     */
    public ChatText renderForTraining(List<Message> messages) {
        String whole = render(messages, GenerationPrompt.NONE);
        List<ChatText.Span> spans = new ArrayList<>();
        for (int turn = 0; turn < messages.size(); turn++) {
            if (messages.get(turn).isAssistant()) {
                spans.add(span(messages, turn, whole));
            }
        }
        return new ChatText(whole, spans);
    }

    private ChatText.Span span(List<Message> messages, int turn, String whole) {
        int from = turn == 0
                ? opening(whole)
                : checkedPrefix(messages.subList(0, turn), GenerationPrompt.ADD, whole, turn);
        boolean last = turn + 1 == messages.size();
        int to = last
                ? whole.length()
                : checkedPrefix(messages.subList(0, turn + 1), GenerationPrompt.NONE, whole, turn);
        return new ChatText.Span(from, Math.max(from, endOfTurn(whole, from, to)));
    }

    private int checkedPrefix(List<Message> messages, GenerationPrompt prompt, String whole, int turn) {
        String prefix = render(messages, prompt);
        if (!whole.startsWith(prefix)) {
            throw new TemplateException("chat template " + name + " does not keep what comes before turn " + (turn + 1)
                    + " as it was, so the assistant's part cannot be found; use another template or rows with one"
                    + " assistant turn at the end");
        }
        return prefix.length();
    }

    private int opening(String whole) {
        return !bos.isEmpty() && whole.startsWith(bos) ? bos.length() : 0;
    }

    /** Line breaks that a template writes after the end token belong to the next turn; the model never says them. */
    private int endOfTurn(String whole, int from, int to) {
        String said = whole.substring(from, to).stripTrailing();
        return !eos.isEmpty() && said.endsWith(eos) ? from + said.length() : to;
    }
}
