package dev.braid.data.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChatTemplateTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-07-26T10:00:00Z"), ZoneOffset.UTC);
    private static final String MARKS = "{\"bos_token\":\"<s>\",\"eos_token\":\"</s>\"}";
    private static final List<Message> TWO_TURNS = List.of(
            new Message("system", "Be brief."),
            new Message("user", "Hi {{ 1 }}"),
            new Message("assistant", "Hello."),
            new Message("user", "Why?"),
            new Message("assistant", "Because."));

    @Test
    void theBundledModelsTemplate() {
        ChatTemplate template = ChatTemplate.of(TestTokenizers.tiny(), CLOCK);
        List<Message> chat = List.of(new Message("user", "Who?"), new Message("assistant", "Aye."));
        assertEquals("<|bos|><|user|>Who?<|assistant|>", template.render(chat.subList(0, 1), GenerationPrompt.ADD));
        ChatText text = template.renderForTraining(chat);
        assertEquals("<|bos|><|user|>Who?<|assistant|>Aye.<|eos|>", text.text());
        assertEquals("Aye.<|eos|>", said(text));
    }

    @ParameterizedTest
    @CsvSource({"chatml, <|im_end|>", "llama3, <|eot_id|>", "alpaca, </s>", "plain, </s>"})
    void builtInTemplatesShowWhatTheAssistantSays(String name, String end) {
        TokenizerFolder folder = TestTokenizers.tinyWith("{\"bos_token\":\"<s>\",\"eos_token\":\"" + end + "\"}", "");
        ChatText text = ChatTemplate.named(name, folder, CLOCK).renderForTraining(TWO_TURNS);
        assertEquals("Hello." + end + "|Because." + end, said(text));
        assertTrue(text.text().contains("Hi {{ 1 }}"), "content is not a template");
    }

    @Test
    void templateOfTheFolderComesFromTheFileThenTheConfig() {
        String config =
                "{\"chat_template\":[{\"name\":\"tool\",\"template\":\"T\"},{\"name\":\"default\",\"template\":\"D\"}]}";
        List<Message> chat = List.of(new Message("user", "x"));
        assertEquals("D", of(config, "").render(chat, GenerationPrompt.NONE));
        assertEquals("F", of(config, "F").render(chat, GenerationPrompt.NONE));
        assertEquals("S", of("{\"chat_template\":\"S\"}", "").render(chat, GenerationPrompt.NONE));
    }

    @Test
    void pythonAndHuggingFaceIdioms() {
        List<Message> chat = List.of(new Message("user", "  Hey \"you\" <b> "), new Message("assistant", "ok"));
        assertRendered("Hey", "{{ messages[0]['content'].strip().split(' ')[0] }}", chat);
        assertRendered("26 Jul 2024", "{{ strftime_now('%d %b %Y') }}", chat);
        assertRendered("{\"a\": [1, \"<b>\"]}", "{{ {'a': [1, '<b>']} | tojson }}", chat);
        assertRendered(
                "yes",
                "{% if messages[1].content.startswith('o') and messages[1]['role'] == 'assistant' %}yes{% endif %}",
                chat);
        assertRendered(
                "ok",
                "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}{% endif %}{% endfor %}",
                chat);
        assertRendered(
                "2",
                "{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
                chat);
        assertRendered("none", "{% if tools is not defined or tools is none %}none{% else %}tools{% endif %}", chat);
        assertRendered("1:ok", "{% for m in messages[1:] %}{{ loop.index }}:{{ m['content'] }}{% endfor %}", chat);
        assertRendered("a\nb", "{% if true %}\na\n{% endif %}\n    {% if true %}\nb{% endif %}", chat);
        assertRendered("ok", "{{- messages[-1].content | trim -}}  ", chat);
        assertRendered(
                "user",
                "{% if (messages[0]['role'] == 'user') != (0 % 2 == 0) %}{{ raise_exception('alternate') }}{% else %}user{% endif %}",
                chat);
    }

    @Test
    void whatATemplateRefusesIsTheError() {
        TemplateException error = assertThrows(
                TemplateException.class,
                () -> of(MARKS, "{{ raise_exception('roles must alternate') }}")
                        .render(TWO_TURNS, GenerationPrompt.NONE));
        assertTrue(error.getMessage().contains("roles must alternate"), error.getMessage());
    }

    @Test
    void brokenAndHostileTemplatesEndInAnError() {
        for (String source : new String[] {
            "{% for m in messages %}",
            "{{ messages[",
            "{% if %}x{% endif %}",
            "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}x{% endfor %}{% endfor %}{% endfor %}",
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
            "{% set s = 'x' * 100000000 %}{{ s }}{{ raise_exception('end') }}",
            "{% for a in range(900) %}{{ '" + "x".repeat(9000) + "' }}{% endfor %}",
            "{{ nosuchfunction(1) }}{{ 1 | nosuchfilter }}{% nosuchtag %}"
        }) {
            assertThrows(
                    TemplateException.class,
                    () -> of(MARKS, source).render(TWO_TURNS, GenerationPrompt.NONE),
                    () -> source.substring(0, Math.min(80, source.length())));
        }
    }

    @Test
    void aTemplateThatRewritesEarlierTurnsIsRefusedForTraining() {
        ChatTemplate forgetful = of(MARKS, "{{ messages[-1].content }}");
        TemplateException error = assertThrows(TemplateException.class, () -> forgetful.renderForTraining(TWO_TURNS));
        assertTrue(error.getMessage().contains("assistant's part cannot be found"), error.getMessage());
    }

    @Test
    void missingTemplatesAndUnknownNamesListTheKnownOnes() {
        TemplateException none = assertThrows(TemplateException.class, () -> of(MARKS, ""));
        TemplateException unknown = assertThrows(
                TemplateException.class, () -> ChatTemplate.named("chatmal", TestTokenizers.tiny(), CLOCK));
        assertTrue(none.getMessage().contains("chatml, llama3"), none.getMessage());
        assertTrue(unknown.getMessage().contains("chatml, llama3"), unknown.getMessage());
    }

    private static void assertRendered(String expected, String source, List<Message> chat) {
        assertEquals(expected, of(MARKS, source).render(chat, GenerationPrompt.NONE), source);
    }

    private static ChatTemplate of(String config, String template) {
        return ChatTemplate.of(TestTokenizers.tinyWith(config, template), CLOCK);
    }

    private static String said(ChatText text) {
        return text.spans().stream()
                .map(span -> text.text().substring(span.from(), span.to()))
                .collect(Collectors.joining("|"));
    }
}
