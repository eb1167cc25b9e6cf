package dev.braid.model.files;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors that a decoder of a given configuration is stored as: Hugging Face's names, and their shapes. */
public final class DecoderTensors {
    public static final String EMBEDDING = "model.embed_tokens.weight";
    public static final String FINAL_NORM = "model.norm.weight";
    public static final String LM_HEAD = "lm_head.weight";

    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();

    private DecoderTensors(ModelConfig config) {
        shapes.put(EMBEDDING, List.of(config.vocabSize(), config.hidden()));
        config.layerNumbers().forEach(layer -> addLayer(config, layer));
        shapes.put(FINAL_NORM, List.of(config.hidden()));
        if (!config.tied()) {
            shapes.put(LM_HEAD, List.of(config.vocabSize(), config.hidden()));
        }
    }

    public static DecoderTensors of(ModelConfig config) {
        return new DecoderTensors(config);
    }

    /** Name to shape in the order of the forward pass; the head is there only when it is a matrix of its own. */
    public Map<String, List<Integer>> shapes() {
        return Collections.unmodifiableMap(shapes);
    }

    /** {@code [out, in]}. */
    public static String weight(int layer, LinearModule module) {
        return module.name(layer) + ".weight";
    }

    /** {@code [out]}. */
    public static String bias(int layer, LinearModule module) {
        return module.name(layer) + ".bias";
    }

    /** The norm before attention, {@code [hidden]}. */
    public static String inputNorm(int layer) {
        return "model.layers." + layer + ".input_layernorm.weight";
    }

    /** The norm before the feed-forward block, {@code [hidden]}. */
    public static String postAttentionNorm(int layer) {
        return "model.layers." + layer + ".post_attention_layernorm.weight";
    }

    /** The norm of each query head, {@code [headDim]}. */
    public static String queryNorm(int layer) {
        return "model.layers." + layer + ".self_attn.q_norm.weight";
    }

    /** The norm of each key head, {@code [headDim]}. */
    public static String keyNorm(int layer) {
        return "model.layers." + layer + ".self_attn.k_norm.weight";
    }

    private void addLayer(ModelConfig config, int layer) {
        shapes.put(inputNorm(layer), List.of(config.hidden()));
        for (LinearModule module : LinearModule.values()) {
            int out = module.outFeatures(config);
            shapes.put(weight(layer, module), List.of(out, module.inFeatures(config)));
            if (module.biased(config)) {
                shapes.put(bias(layer, module), List.of(out));
            }
        }
        if (config.hasQkNorm()) {
            shapes.put(queryNorm(layer), List.of(config.headDim()));
            shapes.put(keyNorm(layer), List.of(config.headDim()));
        }
        shapes.put(postAttentionNorm(layer), List.of(config.hidden()));
    }
}
