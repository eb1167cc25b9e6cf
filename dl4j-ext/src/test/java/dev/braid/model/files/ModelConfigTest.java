package dev.braid.model.files;

import static dev.braid.model.files.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModelConfigTest {
    private static final String SIZES = "\"vocab_size\":300,\"hidden_size\":48,\"intermediate_size\":112,"
            + "\"num_hidden_layers\":2,\"num_attention_heads\":6,\"num_key_value_heads\":3,"
            + "\"max_position_embeddings\":128";

    @Test
    void absentFieldsHaveTheDefaultsOfTransformers() {
        ModelConfig llama = parse("llama", "");
        assertEquals(8, llama.headDim());
        assertEquals(Rope.plain(10000), llama.rope());
        assertEquals(1e-6, llama.normEps());
        assertEquals(AttentionBias.NONE, llama.attentionBias());
        assertEquals(Embeddings.UNTIED, llama.embeddings());
        assertEquals(new SpecialTokens(OptionalInt.of(1), List.of(2)), llama.tokens());
        assertEquals(TensorType.F32, llama.weightType());
        assertEquals(OptionalInt.empty(), llama.slidingWindow());
        assertEquals(OptionalInt.of(4096), parse("mistral", "").slidingWindow());
        assertEquals(128, parse("qwen3", "").headDim());
        assertEquals(8, parse("qwen2", "").headDim());
        assertEquals(
                new SpecialTokens(OptionalInt.empty(), List.of()),
                parse("qwen2", "").tokens());
        assertEquals(6, parse("llama", "\"num_key_value_heads\":null").kvHeads());
    }

    @Test
    void familiesDifferInBiasesAndHeadNorms() {
        assertEquals(AttentionBias.QKV, parse("qwen2", "").attentionBias());
        assertEquals(
                AttentionBias.QKVO, parse("llama", "\"attention_bias\":true").attentionBias());
        assertEquals(
                AttentionBias.QKVO, parse("qwen3", "\"attention_bias\":true").attentionBias());
        assertEquals(MlpBias.ALL, parse("llama", "\"mlp_bias\":true").mlpBias());
        assertTrue(parse("qwen3", "").hasQkNorm());
        assertFalse(parse("qwen2", "").hasQkNorm());
        ModelConfig biased = parse("llama", "\"attention_bias\":true,\"mlp_bias\":true");
        for (LinearModule module : LinearModule.values()) {
            assertTrue(DecoderTensors.of(biased).shapes().containsKey(DecoderTensors.bias(1, module)));
        }
    }

    @Test
    void bothSpellingsGiveTheSameConfig() {
        String llama3 = "\"factor\":8.0,\"high_freq_factor\":4.0,\"low_freq_factor\":1.0,"
                + "\"original_max_position_embeddings\":32";
        ModelConfig older = parse(
                "llama",
                "\"rope_theta\":500000.0,\"torch_dtype\":\"bfloat16\",\"rope_scaling\":{\"rope_type\":\"llama3\","
                        + llama3 + "}");
        assertEquals(new Rope(500000, new RopeScaling.Llama3(8, 1, 4, 32)), older.rope());
        assertEquals(TensorType.BF16, older.weightType());
        assertEquals(
                older,
                parse(
                        "llama",
                        "\"dtype\":\"bfloat16\",\"rope_parameters\":{\"rope_theta\":500000.0,\"rope_type\":\"llama3\","
                                + llama3 + "}"));
        assertEquals(
                older,
                parse(
                        "llama",
                        "\"rope_theta\":500000,\"dtype\":\"bfloat16\",\"rope_scaling\":{\"type\":\"llama3\"," + llama3
                                + "}"));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void whatIsWrittenReadsBackEqual(Family family) {
        for (Embeddings embeddings : Embeddings.values()) {
            ModelConfig config = TinyModels.config(family, embeddings);
            assertEquals(config, ModelConfig.parse("written", config.toJson()));
            ModelConfig bare = config.withTokens(new SpecialTokens(OptionalInt.empty(), List.of()))
                    .withWeightType(TensorType.F16);
            assertEquals(bare, ModelConfig.parse("written", bare.toJson()));
        }
        ModelConfig sliding =
                parse("qwen3", "\"use_sliding_window\":true,\"sliding_window\":9,\"max_window_layers\":0");
        assertEquals(sliding, ModelConfig.parse("written", sliding.toJson()));
    }

    @Test
    void aQwenSlidesOnlyWhereToldTo() {
        assertEquals(OptionalInt.empty(), window("qwen2", "\"sliding_window\":16"));
        String use = "\"use_sliding_window\":true,\"sliding_window\":16,";
        assertEquals(OptionalInt.of(16), window("qwen2", use + "\"max_window_layers\":0"));
        assertEquals(OptionalInt.empty(), window("qwen2", use + "\"max_window_layers\":2"));
        assertEquals(
                OptionalInt.of(16),
                window("qwen3", use + "\"layer_types\":[\"sliding_attention\",\"sliding_attention\"]"));
        assertEquals(OptionalInt.empty(), window("mistral", "\"sliding_window\":null"));
        refused("qwen2", use + "\"max_window_layers\":1", "max_window_layers", "1 of 2 layers");
        refused("qwen2", use + "\"layer_types\":[\"full_attention\",\"sliding_attention\"]", "layer_types", "mixes");
        refused("qwen2", "\"layer_types\":[\"sliding_attention\",\"sliding_attention\"]", "layer_types", "full");
        refused("qwen2", "\"layer_types\":[\"full_attention\"]", "layer_types", "1 entries", "2 layers");
        refused("llama", "\"layer_types\":[\"chunked_attention\",\"chunked_attention\"]", "chunked_attention");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"architectures\":[\"LlamaForSequenceClassification\"] | architectures | LlamaForCausalLM",
                "\"hidden_act\":\"gelu\" | hidden_act | gelu is not supported; supported is silu",
                "\"quantization_config\":{\"bits\":4} | quantization_config | bits",
                "\"auto_map\":{\"AutoModel\":\"x.Y\"} | auto_map | not supported",
                "\"attn_logit_softcapping\":50.0 | attn_logit_softcapping | 50.0",
                "\"final_logit_softcapping\":30.0 | final_logit_softcapping | 30.0",
                "\"attention_dropout\":0.1 | attention_dropout | 0.1",
                "\"num_experts\":8 | num_experts | 8",
                "\"partial_rotary_factor\":0.5 | partial_rotary_factor | only 1",
                "\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":4.0} | rope_type | yarn is not supported",
                "\"rope_scaling\":{\"type\":\"linear\",\"factor\":4.0} | rope_type | linear is not supported",
                "\"rope_parameters\":{\"rope_type\":\"dynamic\",\"factor\":2.0} | rope_type | default, llama3",
                "\"rope_parameters\":{\"rope_type\":\"longrope\",\"factor\":2.0} | rope_type | longrope",
                "\"rope_parameters\":{\"rope_type\":\"default\",\"partial_rotary_factor\":0.25} | partial | 0.25",
                "\"rope_parameters\":{\"rope_type\":\"default\",\"mscale\":1.0} | mscale | not supported",
                "\"rope_parameters\":{\"full_attention\":{}} | full_attention | not supported",
                "\"rope_theta\":1,\"rope_parameters\":{\"rope_theta\":2} | rope_theta | outer",
                "\"rope_parameters\":{\"rope_type\":\"llama3\",\"factor\":8} | low_freq_factor | is missing",
                "\"rope_theta\":-1 | rope_theta | above 0",
                "\"num_key_value_heads\":4 | num_key_value_heads is 4 | divisor of num_attention_heads 6",
                "\"num_attention_heads\":7 | num_attention_heads is 7 | must divide hidden_size 48",
                "\"num_attention_heads\":0 | num_attention_heads is 0 | hidden_size",
                "\"head_dim\":7 | head_dim is 7 | even",
                "\"num_hidden_layers\":2000000000 | num_hidden_layers is 2000000000 | 4096",
                "\"vocab_size\":0 | vocab_size is 0 | at least 1",
                "\"vocab_size\":1.5 | vocab_size is 1.5 | whole number",
                "\"vocab_size\":\"many\" | vocab_size | whole number",
                "\"hidden_size\":99999999999 | hidden_size is 99999999999 | 2^31",
                "\"rms_norm_eps\":0 | rms_norm_eps | between 0 and 1",
                "\"eos_token_id\":[2,300] | eos_token_id is 300 | from 0 to 299",
                "\"torch_dtype\":\"float8_e4m3fn\" | torch_dtype | float8_e4m3fn is not supported",
                "\"torch_dtype\":\"float16\",\"dtype\":\"float32\" | dtype | contradicts torch_dtype float16",
                "\"tie_word_embeddings\":1 | tie_word_embeddings is 1 | true or false",
                "\"max_position_embeddings\":null | max_position_embeddings | is missing"
            })
    void whatIsNotSupportedIsRefusedByName(String fields, String field, String reason) {
        refused("llama", fields, field, reason);
    }

    @Test
    void otherArchitecturesAndBrokenJsonAreRefused() {
        refused("gpt2", "", "model_type gpt2 is not supported", "[llama, mistral, qwen2, qwen3]");
        assertRefused(() -> ModelConfig.parse("c.json", "{}"), "c.json", "model_type is missing");
        assertRefused(() -> ModelConfig.parse("c.json", "{\"a\":1,\"a\":2}"), "c.json", "Duplicate field 'a'");
        assertRefused(() -> ModelConfig.parse("c.json", "{\"a\":"), "c.json", "not valid JSON");
        assertRefused(() -> ModelConfig.parse("c.json", "[]"), "c.json", "not a JSON object");
    }

    private static OptionalInt window(String modelType, String fields) {
        return parse(modelType, fields).slidingWindow();
    }

    private static void refused(String modelType, String fields, String... parts) {
        assertRefused(() -> parse(modelType, fields), parts);
        assertRefused(() -> parse(modelType, fields), "c.json: ");
    }

    /** A small config in which the given fields replace those of {@link #SIZES}. */
    private static ModelConfig parse(String modelType, String fields) {
        StringBuilder json = new StringBuilder("{\"model_type\":\"" + modelType + "\"");
        for (String size : SIZES.split(",")) {
            String name = size.substring(0, size.indexOf(':'));
            if (!fields.startsWith(name) && !fields.contains("," + name)) {
                json.append(',').append(size);
            }
        }
        return ModelConfig.parse("c.json", json + (fields.isEmpty() ? "" : "," + fields) + "}");
    }
}
