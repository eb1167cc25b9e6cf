package dev.braid.jobs.engine;

import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A random decoder of a few thousand parameters in a folder. */
public final class TinyModel {
    static final String CONFIG = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 97, "hidden_size": 32,
             "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "head_dim": 8, "max_position_embeddings": 128, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
             "hidden_act": "silu", "tie_word_embeddings": true, "bos_token_id": 0, "eos_token_id": 1,
             "torch_dtype": "float32"}
            """;

    private TinyModel() {}

    public static ModelConfig write(Path folder, long seed) {
        ModelConfig config = ModelConfig.parse("tiny", CONFIG);
        float[] weights = BaseParameters.initial(config, seed);
        for (int i = 0; i < weights.length; i++) {
            // Large enough that greedy choices differ from position to position.
            weights[i] *= 8;
        }
        BaseParameters.write(folder, config, weights);
        return config;
    }

    static LoraConfig lora() {
        return LoraConfig.of(4, 8, TargetModules.all());
    }

    public static EngineSpec spec(Path folder, Optional<EngineSpec.Job> job, SchedulerSettings scheduler) {
        return new EngineSpec(folder, "tiny", List.of(), job, scheduler, Optional.empty(), 64, 64, 1);
    }

    /** Whatever comes is served at once. */
    public static SchedulerSettings patient() {
        return scheduler(48, Slo.ofMillis(10_000, 100_000));
    }

    /** @param maxBatchTokens bounds prompt chunks and forward windows */
    public static SchedulerSettings scheduler(int maxBatchTokens, Slo slo) {
        return new SchedulerSettings(maxBatchTokens, 8, 100, new Policy.CoServing(), slo);
    }
}
