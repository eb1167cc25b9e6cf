package dev.braid.model.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * A reader of config.json in both spellings that exist, with transformers' defaults for what is left out.
 *
 * <p>What would change the result and is not implemented is refused by name.
 */
final class ConfigReader {
    /** Fields that change the arithmetic in ways not implemented; they must be absent, null, false, zero or empty. */
    private static final List<String> UNSUPPORTED = List.of(
            "quantization_config",
            "auto_map",
            "attn_logit_softcapping",
            "attention_logit_softcapping",
            "final_logit_softcapping",
            "attention_dropout",
            "query_pre_attn_scalar",
            "logit_scale",
            "logits_scaling",
            "embedding_multiplier",
            "residual_multiplier",
            "attention_multiplier",
            "num_local_experts",
            "num_experts",
            "no_rope_layers",
            "attention_chunk_size",
            "use_qk_norm",
            "qk_layernorm",
            "add_cross_attention",
            "is_encoder_decoder");

    private static final int QWEN3_HEAD_DIM = 128;
    private static final int DEFAULT_BOS = 1;
    private static final int DEFAULT_EOS = 2;
    private static final double DEFAULT_NORM_EPS = 1e-6;

    private final JsonFields json;
    private final Family family;

    private ConfigReader(JsonFields json) {
        this.json = json;
        this.family = family(json);
    }

    static ModelConfig readFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ModelFileException(folder + ": is no folder; a model folder with config.json is needed");
        }
        ModelConfig config = read(JsonFields.read(folder.resolve("config.json")));
        Path generation = folder.resolve("generation_config.json");
        if (!Files.exists(generation)) {
            return config;
        }
        JsonFields overrides = JsonFields.read(generation);
        return overrides.build(() -> config.withTokens(tokens(overrides, config.tokens())));
    }

    static ModelConfig read(JsonFields json) {
        return json.build(() -> new ConfigReader(json).read());
    }

    private ModelConfig read() {
        refuseUnsupported();
        return new ModelConfig(
                family,
                json.integer("vocab_size"),
                json.integer("hidden_size"),
                json.integer("intermediate_size"),
                json.integer("num_hidden_layers"),
                attention(),
                family == Family.LLAMA && json.flag("mlp_bias", false) ? MlpBias.ALL : MlpBias.NONE,
                json.number("rms_norm_eps", DEFAULT_NORM_EPS),
                RopeReader.read(json),
                json.flag("tie_word_embeddings", false) ? Embeddings.TIED : Embeddings.UNTIED,
                json.integer("max_position_embeddings"),
                tokens(json, defaultTokens()),
                weightType());
    }

    private static Family family(JsonFields json) {
        String modelType = json.text("model_type");
        Family family = Family.ofModelType(modelType)
                .orElseThrow(() -> json.refuse(
                        "model_type", modelType + " is not supported; supported are " + Family.modelTypes()));
        if (json.has("architectures") && !json.texts("architectures").equals(List.of(family.architecture()))) {
            throw json.refuse(
                    "architectures",
                    json.texts("architectures") + " is not supported; for model_type " + modelType + " it must be ["
                            + family.architecture() + "], supported are "
                            + Arrays.stream(Family.values())
                                    .map(Family::architecture)
                                    .toList());
        }
        return family;
    }

    private void refuseUnsupported() {
        for (String field : UNSUPPORTED) {
            if (!isNeutral(json.get(field))) {
                throw json.refuse(
                        field,
                        "is " + JsonFields.shown(json.get(field))
                                + ", which is not supported; only models without it can be loaded");
            }
        }
        String activation = json.text("hidden_act", "silu");
        if (!activation.equals("silu")) {
            throw json.refuse("hidden_act", activation + " is not supported; supported is silu");
        }
    }

    private static boolean isNeutral(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING, NULL -> true;
            case BOOLEAN -> !value.booleanValue();
            case NUMBER -> value.doubleValue() == 0;
            case STRING -> value.textValue().isEmpty();
            default -> value.isEmpty();
        };
    }

    private AttentionConfig attention() {
        int heads = json.integer("num_attention_heads");
        return new AttentionConfig(
                heads, kvHeads(heads), headDim(heads), attentionBias(), new SlidingWindowReader(json, family).read());
    }

    private int kvHeads(int heads) {
        boolean defaultsToHeads = family == Family.LLAMA || json.mentions("num_key_value_heads");
        return defaultsToHeads ? json.integer("num_key_value_heads", heads) : json.integer("num_key_value_heads");
    }

    private int headDim(int heads) {
        if (json.has("head_dim")) {
            return json.integer("head_dim");
        }
        if (family == Family.QWEN3 && !json.mentions("head_dim")) {
            return QWEN3_HEAD_DIM;
        }
        int hidden = json.integer("hidden_size");
        if (heads < 1 || hidden % heads != 0) {
            throw json.refuse(
                    "num_attention_heads",
                    "is " + heads + "; must divide hidden_size " + hidden + " where head_dim is not given");
        }
        return hidden / heads;
    }

    private AttentionBias attentionBias() {
        return switch (family) {
            case LLAMA, QWEN3 -> json.flag("attention_bias", false) ? AttentionBias.QKVO : AttentionBias.NONE;
            case MISTRAL -> AttentionBias.NONE;
            case QWEN2 -> AttentionBias.QKV;
        };
    }

    private SpecialTokens defaultTokens() {
        return family == Family.LLAMA || family == Family.MISTRAL
                ? new SpecialTokens(OptionalInt.of(DEFAULT_BOS), List.of(DEFAULT_EOS))
                : new SpecialTokens(OptionalInt.empty(), List.of());
    }

    private static SpecialTokens tokens(JsonFields json, SpecialTokens otherwise) {
        OptionalInt bos = json.has("bos_token_id")
                ? OptionalInt.of(json.integer("bos_token_id"))
                : json.mentions("bos_token_id") ? OptionalInt.empty() : otherwise.bos();
        List<Integer> eos = json.has("eos_token_id")
                ? json.integers("eos_token_id")
                : json.mentions("eos_token_id") ? List.of() : otherwise.eos();
        return new SpecialTokens(bos, eos);
    }

    private TensorType weightType() {
        String older = json.text("torch_dtype", json.text("dtype", "float32"));
        String newer = json.text("dtype", older);
        if (!older.equals(newer)) {
            throw json.refuse("dtype", newer + " contradicts torch_dtype " + older);
        }
        return TensorType.torchNamed(newer)
                .orElseThrow(() -> json.refuse(
                        json.has("dtype") ? "dtype" : "torch_dtype",
                        newer + " is not supported; supported are float32, float16, bfloat16"));
    }
}
