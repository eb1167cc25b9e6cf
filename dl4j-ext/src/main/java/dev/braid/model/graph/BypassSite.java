package dev.braid.model.graph;

import java.util.Optional;

/**
 * A linear that adapters may bypass.
 *
 * @param module its name in the model: {@code model.layers.0.self_attn.q_proj}
 * @param width largest rank that any adapter has here
 * @param trained the pair that is being trained, if any
 */
public record BypassSite(String module, int in, int out, int width, Optional<Pair> trained) {
    /** A {@code [rank, in]} and B {@code [out, rank]} of the adapter in training. */
    public record Pair(Param a, Param b) {}
}
