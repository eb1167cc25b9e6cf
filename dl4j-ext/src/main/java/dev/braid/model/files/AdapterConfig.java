package dev.braid.model.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What an adapter_config.json says; the kind of adapter is its {@code peft_type}. */
public sealed interface AdapterConfig permits LoraConfig, Ia3Config, BottleneckConfig {
    /** The linears that carry the adapter. */
    TargetModules targets();

    /** Fraction of the adapter's input that training drops. */
    double dropout();

    /**
     * Name and stored shape of every tensor of an adapter for this model, by layer and module.
     *
     * @throws ModelFileException when a target matches no linear of the model
     */
    Map<String, List<Integer>> tensors(ModelConfig model);

    /** An adapter_config.json; the same bytes for equal values. */
    String toJson();

    /** Reads adapter_config.json of an adapter folder. */
    static AdapterConfig read(Path folder) {
        return AdapterJson.read(JsonFields.read(folder.resolve(PeftFolder.CONFIG)));
    }

    /** Parses one adapter_config.json; {@code origin} names it in errors. */
    static AdapterConfig parse(String origin, String json) {
        return AdapterJson.read(JsonFields.parse(origin, json));
    }
}
