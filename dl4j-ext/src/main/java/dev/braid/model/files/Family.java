package dev.braid.model.files;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A supported decoder architecture, named by {@code model_type} in config.json. */
public enum Family {
    LLAMA("llama", "LlamaForCausalLM"),
    MISTRAL("mistral", "MistralForCausalLM"),
    QWEN2("qwen2", "Qwen2ForCausalLM"),
    QWEN3("qwen3", "Qwen3ForCausalLM");

    private final String modelType;
    private final String architecture;

    Family(String modelType, String architecture) {
        this.modelType = modelType;
        this.architecture = architecture;
    }

    /** The {@code model_type} of config.json. */
    public String modelType() {
        return modelType;
    }

    /** The class in {@code architectures} of config.json. */
    public String architecture() {
        return architecture;
    }

    static Optional<Family> ofModelType(String modelType) {
        return Arrays.stream(values())
                .filter(family -> family.modelType.equals(modelType))
                .findFirst();
    }

    static List<String> modelTypes() {
        return Arrays.stream(values()).map(Family::modelType).toList();
    }
}
