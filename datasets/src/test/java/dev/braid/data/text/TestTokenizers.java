package dev.braid.data.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Tokenizers that tests share. */
public final class TestTokenizers {
    public static final Path TINY = Path.of("models/braid-tiny");

    private TestTokenizers() {}

    public static TokenizerFolder tiny() {
        return TokenizerFolder.read(TINY);
    }

    /** A folder with the tiny tokenizer's files and another tokenizer_config.json. */
    static TokenizerFolder tinyWith(String tokenizerConfig, String chatTemplate) {
        TokenizerFolder tiny = tiny();
        return new TokenizerFolder("test", tiny.tokenizerJson(), tokenizerConfig, "", "", chatTemplate);
    }

    /** A real SentencePiece-like tokenizer, where the shared models lie beside the repository; skipped without it. */
    static Path stories260k() {
        Path folder = Path.of(System.getProperty("braid.models", "../../../shared/models"), "stories260K");
        Path other = Path.of("../../shared/models/stories260K");
        Path found = Files.isDirectory(folder) ? folder : other;
        Assumptions.assumeTrue(Files.isDirectory(found), "no stories260K in " + folder + " or " + other);
        return found;
    }

    /** A tokenizer in the manner of Llama 2: a space before the text, and bytes for what the vocabulary lacks. */
    static TokenizerFolder byteFallback() {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        root.put("version", "1.0");
        root.putArray("added_tokens")
                .add(added(json, "<unk>", 0))
                .add(added(json, "<s>", 1))
                .add(added(json, "</s>", 2));
        ObjectNode normalizer = root.putObject("normalizer").put("type", "Sequence");
        normalizer
                .putArray("normalizers")
                .add(json.createObjectNode().put("type", "Prepend").put("prepend", "▁"));
        ObjectNode replace = json.createObjectNode().put("type", "Replace").put("content", "▁");
        replace.putObject("pattern").put("String", " ");
        normalizer.withArray("normalizers").add(replace);
        ObjectNode decoder = root.putObject("decoder").put("type", "Sequence");
        ObjectNode space = json.createObjectNode().put("type", "Replace").put("content", " ");
        space.putObject("pattern").put("String", "▁");
        decoder.putArray("decoders")
                .add(space)
                .add(json.createObjectNode().put("type", "ByteFallback"))
                .add(json.createObjectNode().put("type", "Fuse"))
                .add(json.createObjectNode()
                        .put("type", "Strip")
                        .put("content", " ")
                        .put("start", 1)
                        .put("stop", 0));
        ObjectNode model = root.putObject("model").put("type", "BPE").put("unk_token", "<unk>");
        model.put("fuse_unk", true).put("byte_fallback", true);
        ObjectNode vocabulary = model.putObject("vocab");
        vocabulary.put("<unk>", 0).put("<s>", 1).put("</s>", 2);
        for (int value = 0; value < 256; value++) {
            vocabulary.put("<0x%02X>".formatted(value), 3 + value);
        }
        for (String piece : new String[] {"▁", "a", "b", "c", "▁a", "é", "▁▁"}) {
            vocabulary.put(piece, vocabulary.size());
        }
        model.putArray("merges").add("▁ a").add("▁ ▁");
        return new TokenizerFolder(
                "byte fallback",
                root.toString(),
                "{\"bos_token\":\"<s>\",\"eos_token\":{\"content\":\"</s>\"},\"add_bos_token\":true}",
                "",
                "",
                "");
    }

    private static ObjectNode added(ObjectMapper json, String token, int id) {
        return json.createObjectNode()
                .put("id", id)
                .put("content", token)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }
}
