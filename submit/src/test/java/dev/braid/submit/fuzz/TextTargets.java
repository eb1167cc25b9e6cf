package dev.braid.submit.fuzz;

import dev.braid.data.text.ChatTemplate;
import dev.braid.data.text.GenerationPrompt;
import dev.braid.data.text.Message;
import dev.braid.data.text.SpecialTokens;
import dev.braid.data.text.TemplateException;
import dev.braid.data.text.Tokenizer;
import dev.braid.data.text.TokenizerException;
import dev.braid.data.text.TokenizerFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The tokenizer's folder and chat templates. */
final class TextTargets {
    private static final String TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [
              {"id": 0, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
              {"id": 1, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
             "normalizer": null, "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
             "post_processor": null, "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
             "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
              "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
              "vocab": {"<s>": 0, "</s>": 1, "a": 2, "b": 3, "ab": 4, "<0x0A>": 5}, "merges": ["a b"]}}
            """;
    private static final String SETTINGS = """
            {"bos_token": "<s>", "eos_token": {"content": "</s>"}, "add_bos_token": true, "chat_template":
             [{"name": "default", "template": "{% for m in messages %}{{ m.content }}{% endfor %}"}]}
            """;
    private static final List<Message> CHAT = List.of(
            new Message("system", "Be brief."), new Message("user", "Who?"), new Message("assistant", "Clara."));
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private final Path root;

    TextTargets(Path root) {
        this.root = root;
    }

    List<Target> all() throws IOException {
        Path folder = Files.createDirectories(root.resolve("tokenizer"));
        Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
        TokenizerFolder tokenizer = TokenizerFolder.read(folder);
        return List.of(tokenizer("tokenizer", "tokenizer.json", TOKENIZER), settings(), template(tokenizer));
    }

    private Target tokenizer(String name, String file, String seed) throws IOException {
        Path folder = Files.createDirectories(root.resolve(name + "-read"));
        return Target.of(
                name,
                Target.texts(seed),
                input -> {
                    Files.write(folder.resolve(file), input);
                    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
                        tokenizer.encode("abba", SpecialTokens.ADD);
                    }
                },
                TokenizerException.class);
    }

    private Target settings() throws IOException {
        Path folder = Files.createDirectories(root.resolve("settings"));
        Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
        return Target.of(
                "tokenizer-config",
                Target.texts(SETTINGS),
                input -> {
                    Files.write(folder.resolve("tokenizer_config.json"), input);
                    Files.write(folder.resolve("config.json"), input);
                    ChatTemplate.of(TokenizerFolder.read(folder), CLOCK).render(CHAT, GenerationPrompt.ADD);
                },
                TokenizerException.class,
                TemplateException.class);
    }

    private static Target template(TokenizerFolder tokenizer) {
        // A chat of three turns is rendered three times, each with a budget of its own.
        return Target.allocating(
                1L << 30,
                "chat-template",
                Templates.seeds(),
                input -> ChatTemplate.jinja("fuzzed", new String(input, StandardCharsets.UTF_8), tokenizer, CLOCK)
                        .renderForTraining(CHAT),
                TemplateException.class);
    }
}
