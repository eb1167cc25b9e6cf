package dev.braid.model.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** adapter_config.json: every field that is set and not understood is refused by name. */
final class LoraConfigJson {
    static final String TYPE = "LORA";

    /** Fields that are read below. */
    private static final Set<String> READ = Set.of(
            "peft_type",
            "task_type",
            "base_model_name_or_path",
            "r",
            "lora_alpha",
            "lora_dropout",
            "target_modules",
            "bias",
            "use_rslora",
            "rank_pattern",
            "alpha_pattern",
            "init_lora_weights");

    /** Ways to start training that leave the base model's weights alone. */
    private static final Set<String> SAFE_STARTS = Set.of("true", "false", "\"gaussian\"", "\"orthogonal\"");

    private LoraConfigJson() {}

    static LoraConfig requireLora(JsonFields json) {
        AdapterJson.requireValue(json, "peft_type", TYPE);
        return read(json);
    }

    static LoraConfig read(JsonFields json) {
        AdapterJson.refuseUnknown(json, READ);
        if (json.has("bias")) {
            AdapterJson.requireValue(json, "bias", "none");
        }
        refuseChangedBase(json);
        return json.build(() -> new LoraConfig(
                json.integer("r"),
                json.number("lora_alpha"),
                json.flag("use_rslora", false) ? LoraScaling.BY_ROOT_OF_RANK : LoraScaling.BY_RANK,
                json.number("lora_dropout", 0),
                AdapterJson.targets(json, "target_modules"),
                ranks(json),
                alphas(json),
                json.text("base_model_name_or_path", "")));
    }

    static String write(LoraConfig config) {
        ObjectNode json = AdapterJson.begin(TYPE, config.baseModel());
        json.put("r", config.rank());
        putNumber(json, "lora_alpha", config.alpha());
        json.put("lora_dropout", config.dropout());
        AdapterJson.putTargets(json, "target_modules", config.targets());
        json.put("bias", "none");
        json.put("use_rslora", config.scaling() == LoraScaling.BY_ROOT_OF_RANK);
        ObjectNode ranks = json.putObject("rank_pattern");
        config.rankPattern().forEach(ranks::put);
        ObjectNode alphas = json.putObject("alpha_pattern");
        config.alphaPattern().forEach((key, alpha) -> putNumber(alphas, key, alpha));
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        json.put("fan_in_fan_out", false);
        return ConfigWriter.pretty(json);
    }

    private static void refuseChangedBase(JsonFields json) {
        if (json.has("init_lora_weights")
                && !SAFE_STARTS.contains(json.get("init_lora_weights").toString())) {
            throw json.refuse(
                    "init_lora_weights",
                    JsonFields.shown(json.get("init_lora_weights"))
                            + " is not supported, since it changes the base model's weights; supported are "
                            + SAFE_STARTS.stream().sorted().toList());
        }
    }

    private static Map<String, Integer> ranks(JsonFields json) {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        if (json.has("rank_pattern")) {
            JsonFields pattern = json.object("rank_pattern");
            pattern.names().forEach(key -> ranks.put(key, pattern.integer(key)));
        }
        return ranks;
    }

    private static Map<String, Double> alphas(JsonFields json) {
        Map<String, Double> alphas = new LinkedHashMap<>();
        if (json.has("alpha_pattern")) {
            JsonFields pattern = json.object("alpha_pattern");
            pattern.names().forEach(key -> alphas.put(key, pattern.number(key)));
        }
        return alphas;
    }

    /** Whole numbers are written without a fraction: older versions of PEFT declare alpha an integer. */
    private static void putNumber(ObjectNode json, String field, double value) {
        if (value == (int) value) {
            json.put(field, (int) value);
        } else {
            json.put(field, value);
        }
    }
}
