package dev.braid.model.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/** What the adapter_config.json of all kinds of adapters have in common. */
final class AdapterJson {
    static final String TASK = "CAUSAL_LM";
    private static final String ALL_LINEAR = "all-linear";

    /** Fields that say nothing about the arithmetic of a trained adapter, whatever their value. */
    private static final Set<String> IRRELEVANT =
            Set.of("auto_mapping", "inference_mode", "revision", "peft_version", "megatron_core", "qalora_group_size");

    private AdapterJson() {}

    static AdapterConfig read(JsonFields json) {
        String type = json.text("peft_type");
        return switch (type) {
            case LoraConfigJson.TYPE -> LoraConfigJson.read(json);
            case Ia3Config.TYPE -> Ia3Config.read(json);
            case BottleneckConfig.TYPE -> BottleneckConfig.read(json);
            default ->
                throw json.refuse(
                        "peft_type", type + " is not supported; supported is LORA, IA3 or " + BottleneckConfig.TYPE);
        };
    }

    /** The fields that every adapter_config.json begins with. */
    static ObjectNode begin(String type, String baseModel) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("peft_type", type);
        json.put("task_type", TASK);
        json.put("base_model_name_or_path", baseModel);
        return json;
    }

    static void requireValue(JsonFields json, String field, String supported) {
        String value = json.text(field);
        if (!value.equals(supported)) {
            throw json.refuse(field, value + " is not supported; supported is " + supported);
        }
    }

    /** Refuses what is set and not among the fields that are read, and other tasks. */
    static void refuseUnknown(JsonFields json, Set<String> read) {
        for (String field : json.names()) {
            if (!read.contains(field) && !IRRELEVANT.contains(field) && !isUnset(json.get(field))) {
                throw json.refuse(
                        field,
                        "is " + JsonFields.shown(json.get(field))
                                + ", which is not supported; train the adapter without it");
            }
        }
        if (json.has("task_type")) {
            requireValue(json, "task_type", TASK);
        }
    }

    private static boolean isUnset(JsonNode value) {
        return value.isNull()
                || value.isBoolean() && !value.booleanValue()
                || value.isContainerNode() && value.isEmpty();
    }

    static TargetModules targets(JsonFields json, String field) {
        JsonNode value = json.get(field);
        if (value.isTextual()) {
            return value.textValue().equals(ALL_LINEAR)
                    ? TargetModules.all()
                    : new TargetModules.Regex(value.textValue());
        }
        return new TargetModules.Suffixes(new TreeSet<>(json.texts(field)));
    }

    static void putTargets(ObjectNode json, String field, TargetModules targets) {
        if (targets instanceof TargetModules.Regex regex) {
            json.put(field, regex.expression());
        } else if (targets instanceof TargetModules.Suffixes suffixes) {
            ArrayNode names = json.putArray(field);
            suffixes.names().forEach(names::add);
        }
    }
}
