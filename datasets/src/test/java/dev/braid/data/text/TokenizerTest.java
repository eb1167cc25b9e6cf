package dev.braid.data.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenizerTest {

    @Test
    void storiesGetTheStartTokenAndNothingElse() {
        try (Tokenizer tokenizer = Tokenizer.open(TestTokenizers.stories260k())) {
            assertArrayEquals(new int[] {1}, tokenizer.encode("", SpecialTokens.ADD));
            int[] zoo = tokenizer.encode("Zoo", SpecialTokens.ADD);
            assertEquals(4, zoo.length);
            assertEquals(1, zoo[0]);
            assertEquals("Zoo", tokenizer.decode(zoo, DecodedSpecials.SKIP));
            assertEquals(OptionalInt.of(1), tokenizer.bos());
            assertEquals(Set.of(2), tokenizer.eos());
            assertEquals(512, tokenizer.vocabularySize());
        }
    }

    @Test
    void decodingGivesBackTheText() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Tokenizer tiny = new Tokenizer(TestTokenizers.tiny());
                Tokenizer bytes = new Tokenizer(TestTokenizers.byteFallback())) {
            for (int i = 0; i < 300; i++) {
                String text = RandomText.unicode(random, 40);
                for (Tokenizer tokenizer : new Tokenizer[] {tiny, bytes}) {
                    int[] ids = tokenizer.encode("x" + text, SpecialTokens.NONE);
                    assertEquals("x" + text, tokenizer.decode(ids, DecodedSpecials.SKIP), "seed " + seed);
                }
            }
        }
    }

    @Test
    void longTextsAreNotCutOff() {
        try (Tokenizer tokenizer = new Tokenizer(TestTokenizers.tiny())) {
            assertEquals(5000, tokenizer.encode("Mia ".repeat(5000).strip(), SpecialTokens.NONE).length);
        }
    }

    @Test
    void truncationAndPaddingOfTheFileAreTurnedOff() {
        TokenizerFolder tiny = TestTokenizers.tiny();
        String cut = tiny.tokenizerJson()
                .replaceFirst(
                        "\"truncation\" : null",
                        "\"truncation\":{\"direction\":\"Right\",\"max_length\":4,\"strategy\":\"LongestFirst\",\"stride\":0}")
                .replaceFirst(
                        "\"padding\" : null",
                        "\"padding\":{\"strategy\":{\"Fixed\":16},\"direction\":\"Right\",\"pad_to_multiple_of\":null,"
                                + "\"pad_id\":5,\"pad_type_id\":0,\"pad_token\":\"<|pad|>\"}");
        assertTrue(cut.contains("max_length") && cut.contains("Fixed"));
        try (Tokenizer tokenizer = new Tokenizer(new TokenizerFolder("cut", cut, "", "", "", ""))) {
            assertEquals(9, tokenizer.encode("Mia ".repeat(9).strip(), SpecialTokens.NONE).length);
        }
    }

    /** The native library would end the process. */
    @Test
    void decodersThatItCannotReadAreRefused() {
        String tiny = TestTokenizers.tiny().tokenizerJson();
        for (String decoder : List.of(
                "{\"type\": \"ByteLevel\", \"x\": \"\\ud800\"}",
                "{\"type\": \"ByteLevel\", \"\\ud800\": 1}",
                "{\"type\": \"ByteLevel\", \"x\": [-1e999]}",
                "[".repeat(120) + "]".repeat(120),
                "null, \"decoder\": {\"x\": \"\\udfff\"}, \"decoder\": null")) {
            String changed = tiny.replaceFirst(
                    "(?s)\"decoder\" : \\{.*?\\}", Matcher.quoteReplacement("\"decoder\": " + decoder));
            assertNotEquals(tiny, changed);
            TokenizerFolder folder = new TokenizerFolder("broken", changed, "", "", "", "");
            assertThrows(TokenizerException.class, () -> new Tokenizer(folder), decoder);
        }
    }

    @Test
    void unpairedSurrogatesAndNullsAreTaken() {
        try (Tokenizer tokenizer = new Tokenizer(TestTokenizers.tiny())) {
            int[] ids = tokenizer.encode("a\uD800b\u0000c\uDC00", SpecialTokens.NONE);
            assertEquals("a\uFFFDb\u0000c\uFFFD", tokenizer.decode(ids, DecodedSpecials.KEEP));
        }
    }

    @Test
    void namesAreTheSameTokenEverywhere() {
        try (Tokenizer tokenizer = new Tokenizer(TestTokenizers.tiny())) {
            int[] ids = tokenizer.encode("<|user|>Mia<|assistant|>Mia and Mia", SpecialTokens.NONE);
            assertEquals(6, ids.length);
            assertEquals(ids[1], ids[3]);
            assertEquals(ids[1], ids[5]);
        }
    }

    @Test
    void aMissingTokenizerIsNamed(@TempDir Path folder) {
        TokenizerException error = assertThrows(TokenizerException.class, () -> Tokenizer.open(folder));
        assertTrue(error.getMessage().contains(folder.resolve("tokenizer.json").toString()), error.getMessage());
    }

    @Test
    void brokenTokenizersAreRefused(@TempDir Path folder) throws Exception {
        for (String content : new String[] {"{", "[]", "{}", "{\"model\":{\"type\":\"X\",\"vocab\":{\"a\":0}}}"}) {
            Files.writeString(folder.resolve("tokenizer.json"), content);
            TokenizerException error = assertThrows(TokenizerException.class, () -> Tokenizer.open(folder));
            assertTrue(error.getMessage().contains("tokenizer.json"), error.getMessage());
        }
    }
}
