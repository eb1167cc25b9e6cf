package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.text.ChatTemplate;
import dev.braid.data.text.DecodedSpecials;
import dev.braid.data.text.GenerationPrompt;
import dev.braid.data.text.Message;
import dev.braid.data.text.SpecialTokens;
import dev.braid.data.text.TemplateException;
import dev.braid.data.text.Tokenizer;
import dev.braid.data.text.TokenizerFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenizerCodecTest {
    private final TokenizerFolder folder = TokenizerFolder.read(Path.of("../datasets/models/braid-tiny"));
    private final Tokenizer tokenizer = new Tokenizer(folder);

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void decodesPieceByPieceWhatDecodingTheWholeGives() {
        TextCodec codec = new TokenizerCodec(tokenizer, Optional.empty());
        int[] prompt = codec.encode("In the town of", SpecialTokens.ADD);
        int[] rest = codec.encode("\u00e9t\u00e9 \uD83D\uDE00 they bake bread.", SpecialTokens.NONE);
        TextCodec.Decoder decoder = codec.decoderAfter(prompt, DecodedSpecials.SKIP);
        StringBuilder text = new StringBuilder();
        for (int id : rest) {
            assertTrue(id < codec.vocabularySize());
            text.append(decoder.next(id));
        }
        int[] whole = IntStream.concat(IntStream.of(prompt), IntStream.of(rest)).toArray();
        String before = codec.decode(prompt, DecodedSpecials.SKIP);
        assertEquals(codec.decode(whole, DecodedSpecials.SKIP), before + text + decoder.finish());
        assertTrue(text.toString().endsWith("\u00e9t\u00e9 \uD83D\uDE00 they bake bread."), text.toString());
        assertEquals(tokenizer.eos(), codec.endTokens());
    }

    @Test
    void rendersWithItsTemplateAndRefusesWithoutOne() {
        List<Message> hello = List.of(new Message("user", "hello"));
        ChatTemplate template = ChatTemplate.named("chatml", folder, Clock.systemUTC());
        TextCodec chatty = new TokenizerCodec(tokenizer, Optional.of(template));
        assertEquals(template.render(hello, GenerationPrompt.ADD), chatty.render(hello, GenerationPrompt.ADD));
        TextCodec mute = new TokenizerCodec(tokenizer, Optional.empty());
        assertThrows(TemplateException.class, () -> mute.render(hello, GenerationPrompt.ADD));
        assertArrayEquals(tokenizer.encode("hello", SpecialTokens.NONE), mute.encode("hello", SpecialTokens.NONE));
    }
}
