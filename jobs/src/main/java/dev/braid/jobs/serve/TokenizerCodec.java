package dev.braid.jobs.serve;

import dev.braid.data.text.ChatTemplate;
import dev.braid.data.text.DecodedSpecials;
import dev.braid.data.text.GenerationPrompt;
import dev.braid.data.text.Message;
import dev.braid.data.text.SpecialTokens;
import dev.braid.data.text.StreamDecoder;
import dev.braid.data.text.TemplateException;
import dev.braid.data.text.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The codec of a model folder: its tokenizer and its chat template. Does not own the tokenizer. */
public final class TokenizerCodec implements TextCodec {
    private final Tokenizer tokenizer;
    private final Optional<ChatTemplate> template;

    /** @param template empty for a model that cannot chat: chat requests are then refused with a 400 */
    public TokenizerCodec(Tokenizer tokenizer, Optional<ChatTemplate> template) {
        this.tokenizer = tokenizer;
        this.template = template;
    }

    @Override
    public int[] encode(String text, SpecialTokens specials) {
        return tokenizer.encode(text, specials);
    }

    @Override
    public String decode(int[] ids, DecodedSpecials specials) {
        return tokenizer.decode(ids, specials);
    }

    @Override
    public String render(List<Message> messages, GenerationPrompt prompt) {
        return template.orElseThrow(() -> new TemplateException(
                        "this model has no chat template; ask /v1/completions, or serve it with a template's name"))
                .render(messages, prompt);
    }

    @Override
    public Decoder decoderAfter(int[] prompt, DecodedSpecials specials) {
        StreamDecoder decoder = StreamDecoder.after(tokenizer, specials, prompt);
        return new Decoder() {
            @Override
            public String next(int id) {
                return decoder.next(id);
            }

            @Override
            public String finish() {
                return decoder.finish();
            }
        };
    }

    @Override
    public Set<Integer> endTokens() {
        return tokenizer.eos();
    }

    @Override
    public int vocabularySize() {
        return tokenizer.vocabularySize();
    }
}
