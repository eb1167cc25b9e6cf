package dev.braid.data.synth;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The text that the bundled base model is pretrained on: JSONL files of {@code {"text": ...}} rows. */
public final class PretrainCorpus {
    static final int DOCUMENTS_PER_FILE = 20_000;
    /** So much of the corpus that a small model learns early to copy out of its context. */
    private static final int ECHO_PERCENT = 60;

    private static final ObjectMapper JSON = new ObjectMapper();

    private PretrainCorpus() {}

    /** Document {@code index} of the corpus of {@code seed}: one paragraph without line breaks. */
    public static String document(long seed, long index) {
        Draw draw = new Draw(seed, index);
        return draw.chance(ECHO_PERCENT) ? Echoes.write(draw) : Passages.write(draw);
    }

    /** The first {@code count} documents, made when asked for. */
    public static Stream<String> documents(long seed, long count) {
        return LongStream.range(0, count).mapToObj(index -> document(seed, index));
    }

    /**
     * Writes documents 0, 1, ... as {@code part-00000.jsonl} and so on until they hold at least {@code tokens} tokens.
     * Tokens are counted as words, marks of punctuation and special tokens, which is what the bundled tokenizer makes of
     * this text to within a few percent.
     *
     * @return the number of documents
     */
    public static long write(Path folder, long seed, long tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens is " + tokens + ", must be at least 1");
        }
        try {
            Files.createDirectories(folder);
            long index = 0;
            long written = 0;
            while (written < tokens) {
                Path file = folder.resolve("part-%05d.jsonl".formatted(index / DOCUMENTS_PER_FILE));
                try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                    do {
                        String text = document(seed, index++);
                        written += countTokens(text);
                        out.write(JSON.writeValueAsString(Map.of("text", text)));
                        out.write('\n');
                    } while (written < tokens && index % DOCUMENTS_PER_FILE != 0);
                }
            }
            return index;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the corpus to " + folder, e);
        }
    }

    /** Words, marks of punctuation and special tokens of {@code text}, and one for its end. */
    static long countTokens(String text) {
        long count = 1;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = Character.isLetter(c);
            if (letter && !inWord || !letter && (c == '.' || c == ',' || c == '?' || c == ':')) {
                count++;
            }
            inWord = letter;
        }
        return count;
    }
}
