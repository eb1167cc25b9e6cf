package dev.braid.data.text;

import java.util.List;

/**
 * A rendered chat and the parts of it that the assistant says.
 *
 * @param text the whole conversation, special tokens spelled out: encode it with {@link SpecialTokens#NONE}
 * @param spans what the assistant says, in order, not overlapping
 */
public record ChatText(String text, List<Span> spans) {

    /** Characters {@code from} to {@code to} (excluded) of the text. */
    public record Span(int from, int to) {
        public Span {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("span from " + from + " to " + to + " is not a range");
            }
        }
    }

    public ChatText {
        spans = List.copyOf(spans);
    }
}
