package dev.braid.data.text;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The text files of a model folder that decide how text becomes tokens, read into memory, so that they can be sent to
 * machines that do not see the folder.
 *
 * @param name where the files come from, for messages
 * @param tokenizerJson {@code tokenizer.json}
 * @param tokenizerConfig {@code tokenizer_config.json}, empty if the folder has none
 * @param modelConfig {@code config.json}, empty if the folder has none
 * @param generationConfig {@code generation_config.json}, empty if the folder has none
 * @param chatTemplate {@code chat_template.jinja}, empty if the folder has none
 */
public record TokenizerFolder(
        String name,
        String tokenizerJson,
        String tokenizerConfig,
        String modelConfig,
        String generationConfig,
        String chatTemplate)
        implements Serializable {

    /** Reads the files of a Hugging Face model folder. Without {@code tokenizer.json} it is an error. */
    public static TokenizerFolder read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new TokenizerException(folder + ": is no folder; a model folder with tokenizer.json is needed");
        }
        Path tokenizer = folder.resolve("tokenizer.json");
        if (!Files.isRegularFile(tokenizer)) {
            throw new TokenizerException("tokenizer missing: " + tokenizer
                    + " does not exist; a model folder needs the tokenizer.json of its model beside config.json");
        }
        return new TokenizerFolder(
                folder.toString(),
                text(tokenizer),
                text(folder.resolve("tokenizer_config.json")),
                text(folder.resolve("config.json")),
                text(folder.resolve("generation_config.json")),
                text(folder.resolve("chat_template.jinja")));
    }

    /** SHA-256 of {@code tokenizer.json}: equal where texts become equal tokens. */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(tokenizerJson.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new TokenizerException("cannot read " + file + " as UTF-8 text: " + e, e);
        }
    }
}
