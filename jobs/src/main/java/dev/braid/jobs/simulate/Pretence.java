package dev.braid.jobs.simulate;

import dev.braid.jobs.engine.GeneratedToken;
import java.util.Arrays;
import java.util.List;

/**
 * What a device gives that computes nothing.
 *
 * @param tokens that come out, in turn by position, over and over
 * @param gradientFloats length of a gradient, which is all zeros
 */
public record Pretence(List<GeneratedToken> tokens, int gradientFloats) {
    /** Token 0 always, and no gradient. */
    static final Pretence OF_NOTHING = of(new int[1], 0);

    public Pretence {
        tokens = List.copyOf(tokens);
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("there are 0 tokens to give, must be at least 1");
        }
        if (gradientFloats < 0) {
            throw new IllegalArgumentException("gradientFloats is " + gradientFloats + ", must be at least 0");
        }
    }

    /** These ids in turn. */
    public static Pretence of(int[] ids, int gradientFloats) {
        return new Pretence(
                Arrays.stream(ids)
                        .mapToObj(id -> new GeneratedToken(id, Float.NaN, List.of()))
                        .toList(),
                gradientFloats);
    }

    GeneratedToken token(int position) {
        return tokens.get(position % tokens.size());
    }
}
