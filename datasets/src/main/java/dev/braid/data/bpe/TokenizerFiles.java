package dev.braid.data.bpe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a {@link BpeVocabulary} as the two files that Hugging Face's tokenizers read: {@code tokenizer.json} and
 * {@code tokenizer_config.json}. A text gets a leading space before it is cut and loses it when decoded, so that a name is
 * the same token at the start of a text as inside it; the start token is put in front.
 *
 * @param bos the start token, one of the vocabulary's specials
 * @param eos the end token, likewise
 * @param pad the padding token, likewise
 * @param chatTemplate a Jinja template over {@code messages} and {@code add_generation_prompt}
 * @param maxLength the context of the model in tokens
 */
public record TokenizerFiles(String bos, String eos, String pad, String chatTemplate, int maxLength) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public void write(BpeVocabulary vocabulary, Path folder) {
        ObjectWriter writer = JSON.writerWithDefaultPrettyPrinter();
        try {
            Files.createDirectories(folder);
            writer.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer(vocabulary));
            writer.writeValue(folder.resolve("tokenizer_config.json").toFile(), config());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the tokenizer to " + folder, e);
        }
    }

    private ObjectNode tokenizer(BpeVocabulary vocabulary) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        vocabulary.specials().forEach(token -> added.add(addedToken(token, idOf(vocabulary, token))));
        root.putNull("normalizer");
        root.set("pre_tokenizer", byteLevel());
        root.set("post_processor", startToken(idOf(vocabulary, bos)));
        ObjectNode decoder = root.putObject("decoder").put("type", "Sequence");
        ArrayNode decoders = decoder.putArray("decoders");
        decoders.add(byteLevel());
        decoders.addObject()
                .put("type", "Strip")
                .put("content", " ")
                .put("start", 1)
                .put("stop", 0);
        root.set("model", model(vocabulary));
        return root;
    }

    private static int idOf(BpeVocabulary vocabulary, String token) {
        Integer id = vocabulary.ids().get(token);
        if (id == null) {
            throw new IllegalArgumentException("special token " + token + " is not in the vocabulary");
        }
        return id;
    }

    private static ObjectNode addedToken(String token, int id) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("content", token)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static ObjectNode byteLevel() {
        return JSON.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", true)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private ObjectNode startToken(int id) {
        ObjectNode processor = JSON.createObjectNode().put("type", "TemplateProcessing");
        for (String form : new String[] {"single", "pair"}) {
            ArrayNode pieces = processor.putArray(form);
            pieces.addObject().putObject("SpecialToken").put("id", bos).put("type_id", 0);
            pieces.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
            if (form.equals("pair")) {
                pieces.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
            }
        }
        ObjectNode token = processor.putObject("special_tokens").putObject(bos).put("id", bos);
        token.putArray("ids").add(id);
        token.putArray("tokens").add(bos);
        return processor;
    }

    private static ObjectNode model(BpeVocabulary vocabulary) {
        ObjectNode model = JSON.createObjectNode().put("type", "BPE");
        model.putNull("dropout").putNull("unk_token").putNull("continuing_subword_prefix");
        model.putNull("end_of_word_suffix").put("fuse_unk", false).put("byte_fallback", false);
        ObjectNode ids = model.putObject("vocab");
        vocabulary.ids().forEach(ids::put);
        ArrayNode merges = model.putArray("merges");
        vocabulary.merges().forEach(pair -> merges.add(pair.left() + " " + pair.right()));
        return model;
    }

    private ObjectNode config() {
        return JSON.createObjectNode()
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("bos_token", bos)
                .put("eos_token", eos)
                .put("pad_token", pad)
                .put("add_bos_token", true)
                .put("add_eos_token", false)
                .put("clean_up_tokenization_spaces", false)
                .put("model_max_length", maxLength)
                .put("chat_template", chatTemplate);
    }
}
