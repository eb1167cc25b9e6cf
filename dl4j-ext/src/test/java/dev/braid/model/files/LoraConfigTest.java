package dev.braid.model.files;

import static dev.braid.model.files.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraConfigTest {
    private static final ModelConfig MODEL = TinyModels.config(Family.LLAMA, Embeddings.UNTIED);
    private static final String TARGETS = "\"target_modules\":[\"q_proj\",\"v_proj\"]";

    @Test
    void theScaleIsAlphaOverTheRankOrItsRoot() {
        assertEquals(2, parse("\"r\":8,\"lora_alpha\":16," + TARGETS).scale("model.layers.0.self_attn.q_proj"));
        assertEquals(
                4,
                parse("\"r\":16,\"lora_alpha\":16,\"use_rslora\":true," + TARGETS)
                        .scale("model.layers.0.self_attn.q_proj"));
    }

    @Test
    void patternsMatchTheEndOfANameAndTheFirstOneCounts() {
        LoraConfig config = parse("\"r\":8,\"lora_alpha\":16,\"target_modules\":\"all-linear\","
                + "\"rank_pattern\":{\"layers.1.mlp.up_proj\":2,\"up_proj\":3,\"[qk]_proj\":5,\"^model.layers.0.*o_proj\":6},"
                + "\"alpha_pattern\":{\"up_proj\":7.5}");
        assertEquals(3, config.rank("model.layers.0.mlp.up_proj"));
        assertEquals(2, config.rank("model.layers.1.mlp.up_proj"));
        assertEquals(3, config.rank("model.layers.11.mlp.up_proj"));
        assertEquals(5, config.rank("model.layers.1.self_attn.k_proj"));
        assertEquals(6, config.rank("model.layers.0.self_attn.o_proj"));
        assertEquals(8, config.rank("model.layers.1.self_attn.o_proj"));
        assertEquals(8, config.rank("model.layers.1.mlp.gate_proj"));
        assertEquals(2.5, config.scale("model.layers.0.mlp.up_proj"));
        assertEquals(
                8,
                new LoraConfig(8, 16, LoraScaling.BY_RANK, 0, TargetModules.all(), Map.of("proj", 3), Map.of(), "")
                        .rank("model.layers.0.mlp.up_proj"));
    }

    @Test
    void targetsAreSuffixesOrAnExpressionForTheWholeName() {
        LoraConfig suffixes = parse("\"r\":1,\"lora_alpha\":1,\"target_modules\":[\"q_proj\",\"1.mlp.up_proj\"]");
        assertEquals(
                List.of(
                        new AdapterSite(0, LinearModule.Q),
                        new AdapterSite(1, LinearModule.Q),
                        new AdapterSite(1, LinearModule.UP)),
                suffixes.sites(MODEL));
        assertFalse(suffixes.covers("model.layers.11.mlp.up_proj_x"));
        LoraConfig regex = parse("\"r\":1,\"lora_alpha\":1,\"target_modules\":\".*\\\\.1\\\\..*(up|down)_proj\"");
        assertEquals(
                List.of(new AdapterSite(1, LinearModule.UP), new AdapterSite(1, LinearModule.DOWN)),
                regex.sites(MODEL));
        LoraConfig all = parse("\"r\":1,\"lora_alpha\":1,\"target_modules\":\"all-linear\"");
        assertEquals(14, all.sites(MODEL).size());
        assertEquals(TargetModules.all(), all.targets());
        assertTrue(all.covers("model.layers.0.mlp.down_proj"));
    }

    @Test
    void targetsAndPatternsThatMatchNothingAreRefused() {
        refusedSites("\"target_modules\":[\"q_proj\",\"c_attn\"]", "target_modules c_attn", "[q_proj, k_proj");
        refusedSites("\"target_modules\":[\"q_proj\",\"lm_head\"]", "target_modules lm_head");
        refusedSites("\"target_modules\":[\"2.mlp.up_proj\"]", "2.mlp.up_proj", "layers 0 to 1");
        refusedSites("\"target_modules\":\"q_proj\"", "q_proj", "matches no linear");
        refusedSites(
                TARGETS + ",\"rank_pattern\":{\"up_proj\":4}", "rank_pattern.up_proj", "none of the target modules");
        refusedSites(TARGETS + ",\"alpha_pattern\":{\"up_proj\":4}", "alpha_pattern.up_proj");
    }

    @Test
    void whatIsWrittenReadsBackEqual() {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        ranks.put("up_proj", 3);
        ranks.put("down_proj", 2);
        LoraConfig config = new LoraConfig(
                4,
                12.5,
                LoraScaling.BY_ROOT_OF_RANK,
                0.1,
                TargetModules.of(Set.of(LinearModule.UP, LinearModule.DOWN)),
                ranks,
                Map.of("up_proj", 8.0),
                "some/base");
        LoraConfig read = LoraConfig.parse("written", config.toJson());
        assertEquals(config, read);
        assertEquals(
                List.of("up_proj", "down_proj"), List.copyOf(read.rankPattern().keySet()));
        assertEquals(config.toJson(), read.toJson());
        LoraConfig regex = LoraConfig.of(2, 4, new TargetModules.Regex(".*q_proj"));
        assertEquals(regex, LoraConfig.parse("written", regex.toJson()));
        assertTrue(regex.toJson().contains("\"lora_alpha\" : 4,"), regex.toJson());
        assertEquals(
                new TargetModules.Suffixes(new TreeSet<>(Set.of("q_proj"))), TargetModules.of(Set.of(LinearModule.Q)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"use_dora\":true | use_dora is true",
                "\"bias\":\"all\" | bias all is not supported; supported is none",
                "\"task_type\":\"SEQ_CLS\" | task_type SEQ_CLS",
                "\"modules_to_save\":[\"lm_head\"] | modules_to_save is [\"lm_head\"]",
                "\"layers_to_transform\":[0] | layers_to_transform",
                "\"layers_to_transform\":0 | layers_to_transform is 0",
                "\"layer_replication\":[[0,2]] | layer_replication",
                "\"layers_pattern\":\"h\" | layers_pattern",
                "\"fan_in_fan_out\":true | fan_in_fan_out",
                "\"lora_bias\":true | lora_bias",
                "\"use_qalora\":true | use_qalora",
                "\"exclude_modules\":[\"q_proj\"] | exclude_modules",
                "\"target_parameters\":[\"x\"] | target_parameters",
                "\"trainable_token_indices\":[1] | trainable_token_indices",
                "\"alora_invocation_tokens\":[1] | alora_invocation_tokens",
                "\"something_new\":\"on\" | something_new is \"on\"",
                "\"init_lora_weights\":\"pissa\" | init_lora_weights \"pissa\"",
                "\"r\":0 | r is 0; must be at least 1",
                "\"r\":2.5 | r is 2.5; must be a whole number",
                "\"lora_alpha\":0 | lora_alpha is 0.0; must be a number above 0",
                "\"lora_dropout\":1 | lora_dropout is 1.0; must be from 0 to below 1",
                "\"rank_pattern\":{\"q_proj\":0} | rank_pattern.q_proj is 0",
                "\"rank_pattern\":{\"(\":4} | rank_pattern is",
                "\"alpha_pattern\":{\"q_proj\":-1} | alpha_pattern.q_proj is -1.0",
                "\"target_modules\":[] | target_modules is []; must be at least one",
                "\"target_modules\":\"(\" | target_modules is (; must be a regular expression",
                "\"target_modules\":7 | target_modules",
                "\"target_modules\":null | target_modules is missing"
            })
    void whatIsNotSupportedIsRefusedByName(String field, String message) {
        String defaults = "\"r\":8|\"lora_alpha\":16|" + TARGETS;
        StringBuilder json = new StringBuilder(field);
        for (String other : defaults.split("\\|")) {
            if (!field.startsWith(other.substring(0, other.indexOf(':')))) {
                json.append(',').append(other);
            }
        }
        assertRefused(() -> parse(json.toString()), "a.json: ", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PREFIX_TUNING", "ADALORA", "IA3"})
    void otherKindsOfAdaptersAreRefused(String type) {
        assertRefused(
                () -> LoraConfig.parse("a.json", "{\"peft_type\":\"" + type + "\"}"),
                "a.json: peft_type " + type + " is not supported; supported is LORA");
    }

    @Test
    void anExpressionThatBacktracksWithoutEndIsStopped() {
        TargetModules hostile = new TargetModules.Regex("(.*)*(.*)*(.*)*(.*)*x");
        assertRefused(() -> hostile.covers("model.layers.0.self_attn.q_proj"), "steps", "(.*)*");
        assertRefused(() -> new TargetModules.Regex("a".repeat(2000)), "target_modules", "2000 characters");
    }

    private static void refusedSites(String targets, String... parts) {
        LoraConfig config = parse("\"r\":8,\"lora_alpha\":16," + targets);
        assertRefused(() -> config.sites(MODEL), parts);
    }

    private static LoraConfig parse(String fields) {
        return LoraConfig.parse("a.json", "{\"peft_type\":\"LORA\"," + fields + "}");
    }
}
