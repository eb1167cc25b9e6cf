package dev.braid.data.text;

import java.util.Arrays;

/**
 * Incremental decoding of one sequence for streaming: each token gives the piece of text that has become certain, which is
 * empty while a character is incomplete. The pieces joined, {@link #finish} included, are what decoding the whole gives.
 * One sequence, one thread.
 */
public final class StreamDecoder {
    private static final int CONTEXT_TOKENS = 8;
    private static final char REPLACEMENT = '\uFFFD';

    private final Tokenizer tokenizer;
    private final DecodedSpecials specials;
    private int[] ids = new int[32];
    private int count;
    private int contextFrom;
    private int certain;

    /** A decoder for a text that begins with the first token it is given. */
    public StreamDecoder(Tokenizer tokenizer, DecodedSpecials specials) {
        this.tokenizer = tokenizer;
        this.specials = specials;
    }

    /** A decoder for what follows {@code prompt}: its pieces can be appended to the prompt's text as they are. */
    public static StreamDecoder after(Tokenizer tokenizer, DecodedSpecials specials, int[] prompt) {
        StreamDecoder decoder = new StreamDecoder(tokenizer, specials);
        decoder.ids = Arrays.copyOf(prompt, prompt.length + 32);
        decoder.count = prompt.length;
        decoder.certain = prompt.length;
        decoder.contextFrom = Math.max(0, prompt.length - CONTEXT_TOKENS);
        while (decoder.contextFrom > 0 && !decoder.hasContext()) {
            decoder.contextFrom = Math.max(0, decoder.contextFrom - CONTEXT_TOKENS);
        }
        return decoder;
    }

    /** Takes the next token and returns the text that is now certain, often empty. */
    public String next(int id) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
        }
        ids[count++] = id;
        if (mayJoin(id)) {
            return "";
        }
        String context = context();
        String text = tokenizer.decode(ids, contextFrom, count, specials);
        if (text.length() <= context.length() || text.charAt(text.length() - 1) == REPLACEMENT) {
            return "";
        }
        return advance(context, text);
    }

    /** The text that was still held back: characters that will not be completed become U+FFFD. */
    public String finish() {
        return certain == count ? "" : advance(context(), tokenizer.decode(ids, contextFrom, count, specials));
    }

    /** Bytes form characters with the bytes after them, also across a special token that is left out. */
    private boolean mayJoin(int id) {
        return tokenizer.isByte(id) || specials == DecodedSpecials.SKIP && tokenizer.isSpecial(id);
    }

    private String advance(String context, String text) {
        int from = certain;
        certain = count;
        contextFrom = from;
        return text.substring(Math.min(commonPrefix(context, text), text.length()));
    }

    private String context() {
        return tokenizer.decode(ids, contextFrom, certain, specials);
    }

    private boolean hasContext() {
        return !context().isEmpty();
    }

    private static int commonPrefix(String a, String b) {
        int length = 0;
        while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }
}
