package dev.braid.data.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class StreamDecoderTest {

    @Test
    void piecesOfRandomTextJoinToTheWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Tokenizer tiny = new Tokenizer(TestTokenizers.tiny());
                Tokenizer bytes = new Tokenizer(TestTokenizers.byteFallback())) {
            for (int i = 0; i < 200; i++) {
                String text = RandomText.unicode(random, 1 + random.nextInt(30));
                for (Tokenizer tokenizer : new Tokenizer[] {tiny, bytes}) {
                    check(tokenizer, tokenizer.encode(text, SpecialTokens.ADD), "seed " + seed);
                }
            }
        }
    }

    @Test
    void piecesOfRandomTokensJoinToTheWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Tokenizer tiny = new Tokenizer(TestTokenizers.tiny());
                Tokenizer bytes = new Tokenizer(TestTokenizers.byteFallback())) {
            for (int i = 0; i < 400; i++) {
                for (Tokenizer tokenizer : new Tokenizer[] {tiny, bytes}) {
                    int range = random.nextBoolean() ? tokenizer.vocabularySize() : 262;
                    int[] ids = random.ints(1 + random.nextInt(25), 0, range).toArray();
                    check(tokenizer, ids, "seed " + seed + ", round " + i);
                }
            }
        }
    }

    @Test
    void noPieceShowsHalfACharacter() {
        try (Tokenizer tokenizer = new Tokenizer(TestTokenizers.tiny())) {
            StreamDecoder decoder = new StreamDecoder(tokenizer, DecodedSpecials.SKIP);
            for (int id : tokenizer.encode("héllo 世界 🎉", SpecialTokens.NONE)) {
                assertFalse(decoder.next(id).contains("\uFFFD"));
            }
            assertEquals("", decoder.finish());
        }
    }

    @Test
    void aContinuationKeepsItsLeadingSpace() {
        for (TokenizerFolder folder : new TokenizerFolder[] {TestTokenizers.tiny(), TestTokenizers.byteFallback()}) {
            try (Tokenizer tokenizer = new Tokenizer(folder)) {
                int[] prompt = tokenizer.encode("a", SpecialTokens.ADD);
                int[] rest = tokenizer.encode("a cab", SpecialTokens.NONE);
                StreamDecoder decoder = StreamDecoder.after(tokenizer, DecodedSpecials.SKIP, prompt);
                assertEquals(" a cab", join(decoder, rest));
                assertEquals("a cab", join(new StreamDecoder(tokenizer, DecodedSpecials.SKIP), rest));
            }
        }
    }

    private static void check(Tokenizer tokenizer, int[] ids, String about) {
        for (DecodedSpecials specials : DecodedSpecials.values()) {
            assertEquals(tokenizer.decode(ids, specials), join(new StreamDecoder(tokenizer, specials), ids), about);
        }
    }

    private static String join(StreamDecoder decoder, int[] ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(decoder.next(id));
        }
        return text.append(decoder.finish()).toString();
    }
}
