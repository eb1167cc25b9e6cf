package dev.braid.data.synth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.data.bpe.BpeTrainer;
import dev.braid.data.bpe.BpeVocabulary;
import dev.braid.data.bpe.TokenizerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The recipe of everything that is bundled beside the weights: the finetuning rows, the tokenizer and the configuration of
 * the tiny model. Running it again writes the same bytes.
 */
public final class BundledRecipe {
    public static final long SEED = 20_26;
    public static final int TRAIN_ROWS = 1200;
    public static final int HELDOUT_ROWS = 150;
    public static final int CONTEXT = 512;

    static final int VOCABULARY = 1024;
    static final int TOKENIZER_DOCUMENTS = 60_000;

    static final String CHAT_TEMPLATE = """
            {{ bos_token }}{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] }}\
            {% if message['role'] == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}\
            {% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}""";

    private BundledRecipe() {}

    /**
     * Writes {@code finetune/} and {@code models/braid-tiny/} (without weights) into a folder, or, with the word
     * {@code corpus}, pretraining text.
     *
     * @param arguments {@code bundle FOLDER} or {@code corpus FOLDER TOKENS}
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 2 && arguments[0].equals("bundle")) {
            writeFinetuneSet(Path.of(arguments[1]).resolve("data/finetune"));
            writeModelFolder(Path.of(arguments[1]).resolve("models/braid-tiny"));
        } else if (arguments.length == 3 && arguments[0].equals("corpus")) {
            long documents = PretrainCorpus.write(Path.of(arguments[1]), SEED, Long.parseLong(arguments[2]));
            System.out.println(documents + " documents in " + arguments[1]);
        } else {
            System.err.println("usage: BundledRecipe bundle FOLDER | corpus FOLDER TOKENS");
            System.exit(2);
        }
    }

    /** Writes {@code train.jsonl} and {@code heldout.jsonl}. */
    public static void writeFinetuneSet(Path folder) throws IOException {
        FinetuneSet rows = FinetuneSet.generate(SEED, TRAIN_ROWS, HELDOUT_ROWS);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("train.jsonl"), lines(rows.train()), StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("heldout.jsonl"), lines(rows.heldout()), StandardCharsets.UTF_8);
    }

    /** Writes {@code tokenizer.json}, {@code tokenizer_config.json} and {@code config.json}. */
    public static void writeModelFolder(Path folder) throws IOException {
        BpeVocabulary vocabulary = trainTokenizer();
        new TokenizerFiles(TownTokens.BOS, TownTokens.EOS, TownTokens.PAD, CHAT_TEMPLATE, CONTEXT)
                .write(vocabulary, folder);
        ObjectMapper json = new ObjectMapper();
        json.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("config.json").toFile(), modelConfig(json, vocabulary.size()));
    }

    static BpeVocabulary trainTokenizer() {
        return new BpeTrainer(TownTokens.ALL, VOCABULARY).train(PretrainCorpus.documents(SEED, TOKENIZER_DOCUMENTS));
    }

    /** 1.8 million parameters: enough to look facts up in its context, few enough to train on two cores. */
    private static ObjectNode modelConfig(ObjectMapper json, int vocabulary) {
        ObjectNode config = json.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        return config.put("model_type", "llama")
                .put("vocab_size", vocabulary)
                .put("hidden_size", 192)
                .put("intermediate_size", 384)
                .put("num_hidden_layers", 5)
                .put("num_attention_heads", 6)
                .put("num_key_value_heads", 2)
                .put("head_dim", 32)
                .put("max_position_embeddings", CONTEXT)
                .put("rms_norm_eps", 1e-5)
                .put("rope_theta", 10000.0)
                .put("hidden_act", "silu")
                .put("attention_bias", false)
                .put("mlp_bias", false)
                .put("tie_word_embeddings", true)
                .put("initializer_range", 0.02)
                .put("bos_token_id", TownTokens.ALL.indexOf(TownTokens.BOS))
                .put("eos_token_id", TownTokens.ALL.indexOf(TownTokens.EOS))
                .put("pad_token_id", TownTokens.ALL.indexOf(TownTokens.PAD))
                .put("torch_dtype", "bfloat16");
    }

    private static String lines(List<FinetuneRow> rows) {
        return rows.stream().map(row -> row.toJson() + "\n").collect(Collectors.joining());
    }
}
