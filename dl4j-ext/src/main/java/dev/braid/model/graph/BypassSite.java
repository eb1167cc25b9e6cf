package dev.braid.model.graph;

import java.util.Optional;

/**
 * A linear that adapters may bypass through a narrow pair of matrices.
 *
 * @param module its name in the model: {@code model.layers.0.self_attn.q_proj}
 * @param in width of what A reads
 * @param out width of what B adds to
 * @param width largest rank that any adapter has here
 * @param trained the pair that is being trained, if any
 */
public record BypassSite(String module, Form form, int in, int out, int width, Optional<Pair> trained) {
    /** What the pair reads and what stands between its matrices. */
    public enum Form {
        /** Reads the linear's input. */
        LORA,
        /** Reads the linear's output; a ReLU stands between. */
        BOTTLENECK
    }

    /** A {@code [rank, in]} and B {@code [out, rank]} of the adapter in training. */
    public record Pair(Param a, Param b) {}
}
