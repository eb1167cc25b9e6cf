package dev.braid.model.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A writer of config.json and generation_config.json in the older spelling, which every version of transformers reads. */
final class ConfigWriter {
    private static final JsonMapper MAPPER = new JsonMapper();

    private ConfigWriter() {}

    static String configJson(ModelConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(config.family().architecture());
        json.put("model_type", config.family().modelType());
        json.put("vocab_size", config.vocabSize());
        json.put("hidden_size", config.hidden());
        json.put("intermediate_size", config.intermediate());
        json.put("num_hidden_layers", config.layers());
        json.put("num_attention_heads", config.heads());
        json.put("num_key_value_heads", config.kvHeads());
        json.put("head_dim", config.headDim());
        json.put("hidden_act", "silu");
        json.put("rms_norm_eps", config.normEps());
        json.put("max_position_embeddings", config.maxPositions());
        putRope(json, config.rope());
        putFamilyFields(json, config);
        json.put("tie_word_embeddings", config.tied());
        putTokens(json, config.tokens());
        json.put("torch_dtype", config.weightType().torchName());
        return pretty(json);
    }

    static String generationJson(SpecialTokens tokens) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        putTokens(json, tokens);
        return pretty(json);
    }

    static String pretty(JsonNode json) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be printed", e);
        }
    }

    private static void putRope(ObjectNode json, Rope rope) {
        json.put("rope_theta", rope.theta());
        if (rope.scaling() instanceof RopeScaling.Llama3 scaling) {
            json.putObject("rope_scaling")
                    .put("rope_type", "llama3")
                    .put("factor", scaling.factor())
                    .put("low_freq_factor", scaling.lowFreqFactor())
                    .put("high_freq_factor", scaling.highFreqFactor())
                    .put("original_max_position_embeddings", scaling.originalMaxPositions());
        }
    }

    private static void putFamilyFields(ObjectNode json, ModelConfig config) {
        switch (config.family()) {
            case LLAMA -> {
                json.put("attention_bias", config.attentionBias() == AttentionBias.QKVO);
                json.put("mlp_bias", config.mlpBias() == MlpBias.ALL);
            }
            case MISTRAL -> putWindow(json, config);
            case QWEN2 -> putSwitchableWindow(json, config);
            case QWEN3 -> {
                json.put("attention_bias", config.attentionBias() == AttentionBias.QKVO);
                putSwitchableWindow(json, config);
            }
        }
    }

    private static void putSwitchableWindow(ObjectNode json, ModelConfig config) {
        boolean slides = config.slidingWindow().isPresent();
        json.put("use_sliding_window", slides);
        json.put("max_window_layers", slides ? 0 : config.layers());
        putWindow(json, config);
    }

    private static void putWindow(ObjectNode json, ModelConfig config) {
        json.set(
                "sliding_window",
                config.slidingWindow().isPresent()
                        ? JsonNodeFactory.instance.numberNode(
                                config.slidingWindow().getAsInt())
                        : JsonNodeFactory.instance.nullNode());
    }

    /** Absent would mean a default to some families, so that "none" is written as null. */
    private static void putTokens(ObjectNode json, SpecialTokens tokens) {
        if (tokens.bos().isPresent()) {
            json.put("bos_token_id", tokens.bos().getAsInt());
        } else {
            json.putNull("bos_token_id");
        }
        switch (tokens.eos().size()) {
            case 0 -> json.putNull("eos_token_id");
            case 1 -> json.put("eos_token_id", tokens.eos().get(0));
            default -> {
                ArrayNode ids = json.putArray("eos_token_id");
                tokens.eos().forEach(ids::add);
            }
        }
    }
}
