package dev.braid.jobs.engine;

import java.util.List;

/**
 * One token that the engine chose.
 *
 * @param logprob natural logarithm of its probability; NaN when none was asked for
 * @param top likeliest alternatives, likeliest first, as many as asked for
 */
public record GeneratedToken(int id, float logprob, List<Alternative> top) {
    /** A token that could have been chosen. */
    public record Alternative(int id, float logprob) {}
}
