package dev.braid.model.graph;

import java.util.Optional;

/**
 * A linear whose input or output adapters may multiply by a vector, as (IA)3 does.
 *
 * @param module its name in the model: {@code model.layers.0.self_attn.k_proj}
 * @param width of the vector
 * @param trained the vector {@code [1, width]} that is being trained, if any
 */
public record RescaleSite(String module, Side side, int width, Optional<Param> trained) {
    /** What of the linear is multiplied. */
    public enum Side {
        INPUT,
        OUTPUT
    }
}
