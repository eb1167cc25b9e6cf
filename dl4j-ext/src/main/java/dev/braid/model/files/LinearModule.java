package dev.braid.model.files;

import java.util.Arrays;
import java.util.Optional;

/** One of the seven linear layers of a decoder layer, named as Hugging Face names it; weights are {@code [out, in]}. */
public enum LinearModule {
    Q("self_attn.q_proj"),
    K("self_attn.k_proj"),
    V("self_attn.v_proj"),
    O("self_attn.o_proj"),
    GATE("mlp.gate_proj"),
    UP("mlp.up_proj"),
    DOWN("mlp.down_proj");

    private final String path;

    LinearModule(String path) {
        this.path = path;
    }

    /** The path inside a layer, such as {@code self_attn.q_proj}. */
    public String path() {
        return path;
    }

    /** The last part of the path, such as {@code q_proj}. */
    public String suffix() {
        return path.substring(path.indexOf('.') + 1);
    }

    /** The module's name in the model, such as {@code model.layers.3.self_attn.q_proj}. */
    public String name(int layer) {
        return "model.layers." + layer + "." + path;
    }

    public int inFeatures(ModelConfig config) {
        return switch (this) {
            case Q, K, V, GATE, UP -> config.hidden();
            case O -> config.heads() * config.headDim();
            case DOWN -> config.intermediate();
        };
    }

    public int outFeatures(ModelConfig config) {
        return switch (this) {
            case Q -> config.heads() * config.headDim();
            case K, V -> config.kvHeads() * config.headDim();
            case GATE, UP -> config.intermediate();
            case O, DOWN -> config.hidden();
        };
    }

    /** Whether this linear adds a bias of {@code [out]}. */
    public boolean biased(ModelConfig config) {
        return switch (this) {
            case Q, K, V -> config.attentionBias() != AttentionBias.NONE;
            case O -> config.attentionBias() == AttentionBias.QKVO;
            case GATE, UP, DOWN -> config.mlpBias() == MlpBias.ALL;
        };
    }

    /** The module with that path inside a layer, if there is one. */
    public static Optional<LinearModule> ofPath(String path) {
        return Arrays.stream(values())
                .filter(module -> module.path.equals(path))
                .findFirst();
    }
}
