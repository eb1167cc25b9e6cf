package dev.braid.jobs.main;

import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.ModelConfig;
import java.nio.file.Path;
import org.apache.spark.SparkConf;

/** A random decoder with the bundled tokenizer, and a job that trains it briefly on the bundled rows. */
public final class TestJobs {
    private static final Path BUNDLED =
            Path.of("..", "datasets").toAbsolutePath().normalize();
    /** What its job trains on. */
    static final Path ROWS = BUNDLED.resolve("data/finetune/train.jsonl");

    private static final String CONFIG = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 1024, "hidden_size": 32,
             "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "head_dim": 8, "max_position_embeddings": 128, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
             "hidden_act": "silu", "tie_word_embeddings": false, "bos_token_id": 0, "eos_token_id": 1,
             "torch_dtype": "float32"}
            """;

    private TestJobs() {}

    public static Path model(Path folder) {
        ModelConfig config = ModelConfig.parse("tiny", CONFIG);
        BaseParameters.write(folder, config, BaseParameters.initial(config, 7));
        HfFolder.copyTokenizer(BUNDLED.resolve("models/braid-tiny"), folder);
        return folder;
    }

    public static SparkConf conf(String master, Path model, Path out) {
        return new SparkConf(false)
                .setMaster(master)
                .setAppName("braid-test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.executor.extraJavaOptions", "-XX:+UseSerialGC")
                .set("spark.braid.model", model.toString())
                .set("spark.braid.out", out.toString())
                .set("spark.braid.data.train", ROWS.toString())
                .set(
                        "spark.braid.data.validation",
                        BUNDLED.resolve("data/finetune/heldout.jsonl").toString())
                .set("spark.braid.data.cutoff", "48")
                .set("spark.braid.data.pack.length", "96")
                .set("spark.braid.adapter.name", "tuned")
                .set("spark.braid.adapter.rank", "4")
                .set("spark.braid.train.max.steps", "4")
                .set("spark.braid.train.batch.sequences", "11")
                .set("spark.braid.train.learning.rate", "1e-2")
                .set("spark.braid.train.clip.norm", "1.0")
                .set("spark.braid.train.eval.steps", "2")
                .set("spark.braid.engine.threads", "1")
                .set("spark.braid.serve.enabled", "false")
                .set("spark.braid.gateway.enabled", "false")
                .set("spark.braid.serve.kv.pages", "64");
    }
}
