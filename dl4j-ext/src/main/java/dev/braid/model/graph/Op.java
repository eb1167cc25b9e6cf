package dev.braid.model.graph;

import java.util.Optional;

/**
 * What a node computes; the comment of each kind gives {@code inputs -> outputs}. Kinds marked "in place" overwrite
 * their first input, which must have no later reader.
 */
public sealed interface Op {
    /** The parameter whose gradient this adds to; such nodes have no outputs. */
    default Optional<Param> gradientOf() {
        return Optional.empty();
    }

    /** Whether the first output takes the first input's memory. */
    default Aliasing aliasing() {
        return Aliasing.FRESH;
    }

    /** Whether an output holds a sum for each head or row, which needs float32 whatever the activations have. */
    default boolean statistic(int output) {
        return false;
    }

    /** How the first output relates to the first input. */
    enum Aliasing {
        FRESH,
        IN_PLACE
    }

    /** () -> x: rows of the table by token id. */
    record Embed(Param table) implements Op {}

    /** x -> y, normalised in groups of {@code weight.cols()}. */
    record RmsNorm(Param weight, float epsilon) implements Op {}

    /** x -> y = x Wᵀ + b. */
    record Linear(Param weight, Optional<Param> bias) implements Op {}

    /** x -> y, in place. */
    record Rope(int headDim) implements Op {
        @Override
        public Aliasing aliasing() {
            return Aliasing.IN_PLACE;
        }
    }

    /**
     * q, k, v -> out, lse; k and v go into the KV pool.
     *
     * @param window keys that a query sees at most, itself included; {@link #UNLIMITED} for all before it
     */
    record Attention(int layer, int heads, int kvHeads, int headDim, int window) implements Op {
        /** No sliding window. */
        public static final int UNLIMITED = Integer.MAX_VALUE;

        @Override
        public boolean statistic(int output) {
            return output == 1;
        }
    }

    /** gate, up -> y. */
    record SwiGlu() implements Op {}

    /** a, b -> a + b. */
    record Add() implements Op {}

    /** x -> y, and dy -> dx. */
    record Dropout(int site, float probability) implements Op {}

    /** x -> u = x Aᵀ. */
    record LoraShrink(BypassSite site) implements Op {}

    /** y, u -> y + scale u Bᵀ, in place. */
    record LoraExpand(BypassSite site) implements Op {
        @Override
        public Aliasing aliasing() {
            return Aliasing.IN_PLACE;
        }
    }

    /** y, u -> y + u Bᵀ. */
    record BottleneckExpand(BypassSite site) implements Op {}

    /** x -> x where positive, else 0. */
    record Relu() implements Op {}

    /** x -> x l. */
    record Rescale(RescaleSite site) implements Op {}

    /** logits -> d(loss)/d(logits), nll; in place. The loss is the sum over tokens. */
    record CrossEntropy() implements Op {
        @Override
        public Aliasing aliasing() {
            return Aliasing.IN_PLACE;
        }
    }

    /** dx -> (): adds to the table's gradient. */
    record EmbedGrad(Param table) implements Op {
        @Override
        public Optional<Param> gradientOf() {
            return Optional.of(table);
        }
    }

    /** x, dy -> dx. */
    record RmsNormGradInput(Param weight, float epsilon) implements Op {}

    /** x, dy -> (). */
    record RmsNormGradWeight(Param weight, float epsilon) implements Op {
        @Override
        public Optional<Param> gradientOf() {
            return Optional.of(weight);
        }
    }

    /** dy -> dx. */
    record LinearGradInput(Param weight) implements Op {}

    /** dx, dy -> dx + dy W, in place. */
    record LinearGradInputAdd(Param weight) implements Op {
        @Override
        public Aliasing aliasing() {
            return Aliasing.IN_PLACE;
        }
    }

    /** dy, x -> (). */
    record LinearGradWeight(Param weight) implements Op {
        @Override
        public Optional<Param> gradientOf() {
            return Optional.of(weight);
        }
    }

    /** dy -> (). */
    record LinearGradBias(Param bias) implements Op {
        @Override
        public Optional<Param> gradientOf() {
            return Optional.of(bias);
        }
    }

    /** dy -> dx, in place. */
    record RopeGrad(int headDim) implements Op {
        @Override
        public Aliasing aliasing() {
            return Aliasing.IN_PLACE;
        }
    }

    /** q, lse, dOut -> dq, dk, dv; keys and values are read from the KV pool. */
    record AttentionGrad(int layer, int heads, int kvHeads, int headDim) implements Op {}

    /** gate, up, dy -> dGate, dUp. */
    record SwiGluGrad() implements Op {}

    /** () -> zeros. */
    record Zero() implements Op {}

    /** dy -> du. */
    record LoraExpandGradInput(BypassSite site) implements Op {}

    /** dy, u -> (). */
    record LoraExpandGradWeight(BypassSite site) implements Op {
        @Override
        public Optional<Param> gradientOf() {
            return site.trained().map(BypassSite.Pair::b);
        }
    }

    /** dx, du -> dx + du A, in place. */
    record LoraShrinkGradInput(BypassSite site) implements Op {
        @Override
        public Aliasing aliasing() {
            return Aliasing.IN_PLACE;
        }
    }

    /** du, x -> (). */
    record LoraShrinkGradWeight(BypassSite site) implements Op {
        @Override
        public Optional<Param> gradientOf() {
            return site.trained().map(BypassSite.Pair::a);
        }
    }

    /** x, dy -> dx. */
    record ReluGrad() implements Op {}

    /** dy -> dx. */
    record RescaleGradInput(RescaleSite site) implements Op {}

    /** dy, x -> (). */
    record RescaleGradVector(RescaleSite site) implements Op {
        @Override
        public Optional<Param> gradientOf() {
            return site.trained();
        }
    }
}
