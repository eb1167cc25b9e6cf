package dev.braid.model.files;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * The attention of every layer.
 *
 * @param heads query heads
 * @param kvHeads key and value heads; divides heads
 * @param headDim size of a head, even; not always hidden / heads
 * @param bias which projections add a bias
 * @param slidingWindow how many positions a query sees, itself included; empty for all before it
 */
public record AttentionConfig(int heads, int kvHeads, int headDim, AttentionBias bias, OptionalInt slidingWindow) {
    public AttentionConfig {
        Objects.requireNonNull(bias, "bias");
        Bounds.atLeast(1, "num_attention_heads", heads);
        Bounds.atLeast(1, "num_key_value_heads", kvHeads);
        Bounds.require(
                heads % kvHeads == 0, "num_key_value_heads", kvHeads, "a divisor of num_attention_heads " + heads);
        Bounds.atLeast(2, "head_dim", headDim);
        Bounds.require(headDim % 2 == 0, "head_dim", headDim, "even, since rotary embedding turns pairs");
        Bounds.require((long) heads * headDim <= Integer.MAX_VALUE, "head_dim", headDim, "smaller for so many heads");
        slidingWindow.ifPresent(window -> Bounds.atLeast(1, "sliding_window", window));
    }
}
