package dev.braid.submit.fuzz;

import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import java.nio.file.Path;

/** A small model and an adapter for it, valid both. */
record FuzzFolders(Path model, Path adapter) {
    private static final Path BUNDLED = Path.of("..", "datasets", "models", "braid-tiny");
    private static final String CONFIG = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 64, "hidden_size": 8,
             "intermediate_size": 12, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
             "head_dim": 4, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
             "hidden_act": "silu", "tie_word_embeddings": true, "bos_token_id": 0, "eos_token_id": 1,
             "torch_dtype": "float32"}
            """;

    static FuzzFolders make(Path folder) {
        Path model = folder.resolve("model");
        Path adapter = folder.resolve("adapter");
        ModelConfig config = ModelConfig.parse("tiny", CONFIG);
        BaseParameters.write(model, config, BaseParameters.initial(config, 1));
        HfFolder.copyTokenizer(BUNDLED, model);
        LoraConfig lora = LoraConfig.of(2, 4, TargetModules.all());
        Adapters.write(adapter, lora, config, Adapters.initial(Adapters.shape(config, lora), 1));
        return new FuzzFolders(model, adapter);
    }
}
