package dev.braid.submit.fuzz;

import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.files.AdapterConfig;
import dev.braid.model.files.BottleneckConfig;
import dev.braid.model.files.FloatSource;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.Ia3Config;
import dev.braid.model.files.LinearModule;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.ModelFileException;
import dev.braid.model.files.PeftFolder;
import dev.braid.model.files.Safetensors;
import dev.braid.model.files.SafetensorsWriter;
import dev.braid.model.files.TargetModules;
import dev.braid.model.files.TensorSource;
import dev.braid.model.files.TensorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Model and adapter folders: headers, indexes, configurations. */
final class ModelTargets {
    private static final String CONFIG = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 16, "hidden_size": 8,
             "intermediate_size": 12, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
             "head_dim": 4, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
             "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
             "original_max_position_embeddings": 32}, "hidden_act": "silu", "tie_word_embeddings": true,
             "bos_token_id": 0, "eos_token_id": [1, 2], "torch_dtype": "float32"}
            """;
    private static final String QWEN = """
            {"model_type": "qwen2", "vocab_size": 16, "hidden_size": 8, "intermediate_size": 12,
             "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1, "sliding_window": 16,
             "use_sliding_window": true, "max_window_layers": 1, "max_position_embeddings": 64}
            """;

    private final Path model;
    private final Path sharded;
    private final Path adapter;
    private final Path single;
    private final ModelConfig config = ModelConfig.parse("tiny", CONFIG);

    ModelTargets(Path root) throws IOException {
        model = root.resolve("model");
        sharded = Files.createDirectories(root.resolve("sharded"));
        adapter = root.resolve("adapter");
        single = root.resolve("single.safetensors");
        BaseParameters.write(model, config, BaseParameters.initial(config, 1));
        Files.copy(model.resolve("config.json"), sharded.resolve("config.json"));
        Files.copy(model.resolve("model.safetensors"), sharded.resolve("part-1.safetensors"));
        LoraConfig lora = LoraConfig.of(2, 4, TargetModules.all());
        Adapters.write(adapter, lora, config, Adapters.initial(Adapters.shape(config, lora), 1));
    }

    List<Target> all() throws IOException {
        return List.of(
                safetensors(),
                Target.of("model-config", configs(), this::readConfig, ModelFileException.class),
                file("model-weights", model.resolve("model.safetensors"), () -> HfFolder.open(model)),
                folderConfig(),
                index(),
                Target.of("adapter-config", adapterConfigs(), this::readAdapterConfig, ModelFileException.class),
                file(
                        "adapter-weights",
                        adapter.resolve("adapter_model.safetensors"),
                        () -> PeftFolder.open(adapter, config)));
    }

    private Target safetensors() throws IOException {
        SafetensorsWriter.write(
                single,
                Map.of("format", "pt"),
                Map.of(
                        "a", new TensorSource(TensorType.F32, List.of(2, 2), FloatSource.of(new float[4])),
                        "b", new TensorSource(TensorType.BF16, List.of(3), FloatSource.of(new float[3]))));
        return file("safetensors", single, () -> Safetensors.open(single));
    }

    private static List<byte[]> configs() {
        return Target.texts(
                CONFIG, QWEN, CONFIG.replace("\"llama\"", "\"mistral\"").replace("Llama", "Mistral"));
    }

    private void readConfig(byte[] input) {
        ModelConfig.parse("config.json", new String(input, StandardCharsets.UTF_8));
    }

    private Target folderConfig() throws IOException {
        Path folder = Files.createDirectories(model.resolveSibling("configured"));
        Files.copy(model.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Path file = folder.resolve("config.json");
        return Target.of(
                "model-folder-config",
                configs(),
                input -> {
                    Files.write(file, input);
                    HfFolder.open(folder);
                },
                ModelFileException.class);
    }

    private Target index() {
        String names = String.join(
                ", ",
                HfFolder.open(model).tensors().keySet().stream()
                        .map(name -> "\"" + name + "\": \"part-1.safetensors\"")
                        .toList());
        Path file = sharded.resolve("model.safetensors.index.json");
        return Target.of(
                "model-index",
                Target.texts("{\"metadata\": {\"total_size\": 1}, \"weight_map\": {" + names + "}}"),
                input -> {
                    Files.write(file, input);
                    HfFolder.open(sharded);
                },
                ModelFileException.class);
    }

    private static List<byte[]> adapterConfigs() {
        List<String> seeds = new ArrayList<>(Stream.of(
                        LoraConfig.of(2, 4, TargetModules.all()),
                        Ia3Config.standard("base"),
                        new BottleneckConfig(2, TargetModules.of(Set.of(LinearModule.Q)), "base"))
                .map(AdapterConfig::toJson)
                .toList());
        seeds.add(
                "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 4, \"target_modules\": \"(((){9}){9}){9}.*_proj\","
                        + " \"rank_pattern\": {\"layers.0.*q_proj\": 4}, \"alpha_pattern\": {\"v_proj\": 8}}");
        return Target.texts(seeds.toArray(String[]::new));
    }

    private void readAdapterConfig(byte[] input) {
        AdapterConfig.parse("adapter_config.json", new String(input, StandardCharsets.UTF_8))
                .tensors(config);
    }

    private static Target file(String name, Path file, Runnable open) throws IOException {
        return Target.of(
                name,
                List.of(Files.readAllBytes(file)),
                input -> {
                    // Replaced, not overwritten: an earlier input may still be mapped.
                    Files.deleteIfExists(file);
                    Files.write(file, input);
                    open.run();
                },
                ModelFileException.class);
    }
}
