package dev.braid.submit.command;

import java.util.Arrays;
import java.util.List;

/** Sizes in one word with x between, such as 896x4864. */
final class Sizes {
    private Sizes() {}

    /** @param form the word's parts by name, for the error */
    static List<Integer> parse(String option, String word, int parts, String form) {
        try {
            List<Integer> sizes =
                    Arrays.stream(word.split("x", -1)).map(Integer::valueOf).toList();
            if (sizes.size() == parts && sizes.stream().allMatch(size -> size > 0)) {
                return sizes;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, as one whose parts are too few is.
        }
        throw new IllegalArgumentException(option + " is '" + word + "', must be " + form + ", each at least 1");
    }
}
