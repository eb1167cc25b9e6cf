package dev.braid.model.files;

import java.util.List;
import java.util.OptionalInt;

/**
 * The token ids with a meaning to generation.
 *
 * @param bos the start token, if the model has one
 * @param eos any of these ends a generation; may be empty
 */
public record SpecialTokens(OptionalInt bos, List<Integer> eos) {
    public SpecialTokens {
        eos = List.copyOf(eos);
    }
}
