package dev.braid.data.pack;

import dev.braid.data.text.DecodedSpecials;
import dev.braid.data.text.StreamDecoder;
import dev.braid.data.text.Tokenizer;
import java.io.IOException;

/** Shows packed samples as text, with what is not trained marked, so that a user sees the loss mask before training. */
public final class Preview {
    private final Tokenizer tokenizer;
    private final Marking marking;

    /** How masked tokens are marked. */
    public enum Marking {
        /** Dimmed, for terminals. */
        ANSI("\u001B[2m", "\u001B[22m"),
        /** In ‹ ›, for pipes and files. */
        QUOTES("‹", "›");

        private final String opening;
        private final String closing;

        Marking(String opening, String closing) {
            this.opening = opening;
            this.closing = closing;
        }
    }

    public Preview(Tokenizer tokenizer, Marking marking) {
        this.tokenizer = tokenizer;
        this.marking = marking;
    }

    /** Writes the first {@code samples} samples of {@code dataset}, one a paragraph. */
    public void write(PackedDataset dataset, int samples, Appendable out) throws IOException {
        int shown = 0;
        for (long number = 0; number < dataset.sequences() && shown < samples; number++) {
            PackedSequence sequence = dataset.read(number);
            for (int from = 0; from < sequence.length() && shown < samples; shown++) {
                int to = end(sequence, from);
                out.append("sample " + (shown + 1) + ", " + (to - from) + " tokens: ")
                        .append(show(sequence, from, to))
                        .append("\n\n");
                from = to;
            }
        }
    }

    /** Tokens {@code from} to {@code to} (excluded) of one sample. */
    String show(PackedSequence sequence, int from, int to) {
        StringBuilder text = new StringBuilder();
        StreamDecoder decoder = new StreamDecoder(tokenizer, DecodedSpecials.KEEP);
        boolean masked = false;
        for (int t = from; t < to; t++) {
            boolean maskedHere = t == from || sequence.labels()[t - 1] == PackedSequence.IGNORED;
            if (maskedHere != masked) {
                text.append(maskedHere ? marking.opening : marking.closing);
                masked = maskedHere;
            }
            text.append(decoder.next(sequence.ids()[t]));
        }
        return text.append(decoder.finish())
                .append(masked ? marking.closing : "")
                .toString();
    }

    private static int end(PackedSequence sequence, int from) {
        int end = from + 1;
        while (end < sequence.length() && sequence.segmentStart()[end] == from) {
            end++;
        }
        return end;
    }
}
