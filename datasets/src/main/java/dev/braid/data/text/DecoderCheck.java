package dev.braid.data.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;

/**
 * Refuses the decoder of a {@code tokenizer.json} that Hugging Face's native library cannot read: it ends the whole process
 * there, where for other parts of the file it throws.
 */
final class DecoderCheck {
    /** Half of what the library's JSON reader takes, from the root of the file. */
    private static final int MOST_LEVELS = 64;

    private DecoderCheck() {}

    static void check(String folder, JsonNode decoder) {
        check(folder, decoder, 1);
    }

    private static void check(String folder, JsonNode node, int level) {
        if (level > MOST_LEVELS) {
            throw refuse(folder, "is nested deeper than " + MOST_LEVELS + " levels");
        }
        if (node.isTextual()) {
            checkText(folder, node.textValue());
        } else if (node.isNumber() && !Double.isFinite(node.doubleValue())) {
            throw refuse(folder, "has a number that is larger than a double can be");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            checkText(folder, names.next());
        }
        for (JsonNode child : node) {
            check(folder, child, level + 1);
        }
    }

    private static void checkText(String folder, String text) {
        boolean unpaired = text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        if (unpaired) {
            throw refuse(folder, "has a text with half of a surrogate pair");
        }
    }

    private static TokenizerException refuse(String folder, String what) {
        return new TokenizerException("decoder in tokenizer.json of " + folder + " " + what
                + "; take the file of the model as it was published");
    }
}
