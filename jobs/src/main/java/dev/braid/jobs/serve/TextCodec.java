package dev.braid.jobs.serve;

import dev.braid.data.text.DecodedSpecials;
import dev.braid.data.text.GenerationPrompt;
import dev.braid.data.text.Message;
import dev.braid.data.text.SpecialTokens;
import java.util.List;
import java.util.Set;

/** Text to tokens and back, as one model does it. Thread-safe, its decoders are not. */
public interface TextCodec {
    int[] encode(String text, SpecialTokens specials);

    String decode(int[] ids, DecodedSpecials specials);

    /**
     * A chat as one text, special tokens spelled out.
     *
     * @throws dev.braid.data.text.TemplateException when the template does not take these messages
     */
    String render(List<Message> messages, GenerationPrompt prompt);

    /** Decodes what follows {@code prompt}. */
    Decoder decoderAfter(int[] prompt, DecodedSpecials specials);

    /** Tokens that end a text. */
    Set<Integer> endTokens();

    /** One more than the largest id that can be decoded. */
    int vocabularySize();

    /** Decodes one sequence piece by piece. One sequence, one thread. */
    interface Decoder {
        /** Takes a token; the text that is now certain, often empty. */
        String next(int id);

        /** The text that was still held back. */
        String finish();
    }
}
