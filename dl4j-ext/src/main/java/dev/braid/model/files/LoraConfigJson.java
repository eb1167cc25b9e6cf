package dev.braid.model.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** adapter_config.json: every field that is set and not understood is refused by name. */
final class LoraConfigJson {
    private static final String ALL_LINEAR = "all-linear";
    private static final String TASK = "CAUSAL_LM";

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

    /** Fields that say nothing about the arithmetic of a trained adapter, whatever their value. */
    private static final Set<String> IRRELEVANT =
            Set.of("auto_mapping", "inference_mode", "revision", "peft_version", "megatron_core", "qalora_group_size");

    /** Ways to start training that leave the base model's weights alone. */
    private static final Set<String> SAFE_STARTS = Set.of("true", "false", "\"gaussian\"", "\"orthogonal\"");

    private LoraConfigJson() {}

    static LoraConfig read(JsonFields json) {
        requireValue(json, "peft_type", "LORA");
        refuseUnknown(json);
        if (json.has("task_type")) {
            requireValue(json, "task_type", TASK);
        }
        if (json.has("bias")) {
            requireValue(json, "bias", "none");
        }
        refuseChangedBase(json);
        return json.build(() -> new LoraConfig(
                json.integer("r"),
                json.number("lora_alpha"),
                json.flag("use_rslora", false) ? LoraScaling.BY_ROOT_OF_RANK : LoraScaling.BY_RANK,
                json.number("lora_dropout", 0),
                targets(json),
                ranks(json),
                alphas(json),
                json.text("base_model_name_or_path", "")));
    }

    static String write(LoraConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("peft_type", "LORA");
        json.put("task_type", TASK);
        json.put("base_model_name_or_path", config.baseModel());
        json.put("r", config.rank());
        putNumber(json, "lora_alpha", config.alpha());
        json.put("lora_dropout", config.dropout());
        putTargets(json, config.targets());
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

    private static void requireValue(JsonFields json, String field, String supported) {
        String value = json.text(field);
        if (!value.equals(supported)) {
            throw json.refuse(field, value + " is not supported; supported is " + supported);
        }
    }

    private static void refuseUnknown(JsonFields json) {
        for (String field : json.names()) {
            if (!READ.contains(field) && !IRRELEVANT.contains(field) && !isUnset(json.get(field))) {
                throw json.refuse(
                        field,
                        "is " + JsonFields.shown(json.get(field))
                                + ", which is not supported; train the adapter without it");
            }
        }
    }

    private static boolean isUnset(JsonNode value) {
        return value.isNull()
                || value.isBoolean() && !value.booleanValue()
                || value.isContainerNode() && value.isEmpty();
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

    private static TargetModules targets(JsonFields json) {
        JsonNode value = json.get("target_modules");
        if (value.isTextual()) {
            return value.textValue().equals(ALL_LINEAR)
                    ? TargetModules.all()
                    : new TargetModules.Regex(value.textValue());
        }
        return new TargetModules.Suffixes(new TreeSet<>(json.texts("target_modules")));
    }

    private static void putTargets(ObjectNode json, TargetModules targets) {
        if (targets instanceof TargetModules.Regex regex) {
            json.put("target_modules", regex.expression());
        } else if (targets instanceof TargetModules.Suffixes suffixes) {
            ArrayNode names = json.putArray("target_modules");
            suffixes.names().forEach(names::add);
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
