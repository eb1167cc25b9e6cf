package dev.braid.jobs.serve;

import dev.braid.data.text.DecodedSpecials;
import dev.braid.data.text.GenerationPrompt;
import dev.braid.data.text.Message;
import dev.braid.data.text.SpecialTokens;
import dev.braid.data.text.TemplateException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A codec whose token ids are UTF-16 units; 1 starts a text, 2 ends it. Half a surrogate pair is held back. */
public final class CharCodec implements TextCodec {
    public static final int START = 1;
    public static final int END = 2;

    @Override
    public int[] encode(String text, SpecialTokens specials) {
        IntStream start = specials == SpecialTokens.ADD ? IntStream.of(START) : IntStream.empty();
        return IntStream.concat(start, text.chars()).toArray();
    }

    @Override
    public String decode(int[] ids, DecodedSpecials specials) {
        return IntStream.of(ids)
                .filter(id -> specials == DecodedSpecials.KEEP || id != START && id != END)
                .mapToObj(id -> String.valueOf((char) id))
                .collect(Collectors.joining());
    }

    @Override
    public String render(List<Message> messages, GenerationPrompt prompt) {
        if (messages.get(0).content().contains("refuse")) {
            throw new TemplateException("the template does not take this");
        }
        String turns = messages.stream()
                .map(message -> message.role() + ":" + message.content() + ";")
                .collect(Collectors.joining());
        return prompt == GenerationPrompt.ADD ? turns + "assistant:" : turns;
    }

    @Override
    public Decoder decoderAfter(int[] prompt, DecodedSpecials specials) {
        return new Decoder() {
            private String held = "";

            @Override
            public String next(int id) {
                String text = held + decode(new int[] {id}, specials);
                boolean half = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
                held = half ? text : "";
                return half ? "" : text;
            }

            @Override
            public String finish() {
                return held;
            }
        };
    }

    @Override
    public Set<Integer> endTokens() {
        return Set.of(END);
    }

    @Override
    public int vocabularySize() {
        return 1 << 16;
    }
}
