package dev.braid.ops;

import dev.braid.ops.activation.Dropout;
import dev.braid.ops.activation.Relu;
import dev.braid.ops.activation.SwiGlu;
import dev.braid.ops.attention.Attention;
import dev.braid.ops.embedding.Embedding;
import dev.braid.ops.embedding.EmbeddingBag;
import dev.braid.ops.interaction.Interaction;
import dev.braid.ops.linear.Linear;
import dev.braid.ops.lora.Lora;
import dev.braid.ops.loss.CrossEntropy;
import dev.braid.ops.norm.LayerNorm;
import dev.braid.ops.norm.RmsNorm;
import dev.braid.ops.pointwise.Pointwise;
import dev.braid.ops.rescale.Rescale;
import dev.braid.ops.rope.Rope;
import dev.braid.ops.sampling.Sampler;
import dev.braid.ops.update.Update;

/** One implementation of every operation, all for the same device. */
public record Kernels(
        Linear linear,
        Attention attention,
        RmsNorm rmsNorm,
        LayerNorm layerNorm,
        Rope rope,
        SwiGlu swiGlu,
        Relu relu,
        Dropout dropout,
        Embedding embedding,
        EmbeddingBag embeddingBag,
        Interaction interaction,
        Lora lora,
        Rescale rescale,
        CrossEntropy crossEntropy,
        Pointwise pointwise,
        Sampler sampler,
        Update update) {}
