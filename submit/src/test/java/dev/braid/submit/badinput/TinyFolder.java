package dev.braid.submit.badinput;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A model folder with drawn weights and the bundled tokenizer, and ways to damage it. */
record TinyFolder(Path path) {
    static final int CONTEXT = 64;

    private static final Path BUNDLED = Path.of("..", "datasets", "models", "braid-tiny");
    private static final int LENGTH_BYTES = 8;
    private static final String CONFIG = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 1024, "hidden_size": 32,
             "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "head_dim": 8, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
             "hidden_act": "silu", "tie_word_embeddings": true, "bos_token_id": 0, "eos_token_id": 1,
             "torch_dtype": "float32"}
            """;

    static TinyFolder write(Path path) {
        ModelConfig config = ModelConfig.parse("tiny", CONFIG);
        BaseParameters.write(path, config, BaseParameters.initial(config, 1));
        HfFolder.copyTokenizer(BUNDLED, path);
        return new TinyFolder(path);
    }

    Path weights() {
        return path.resolve("model.safetensors");
    }

    /** Writes an adapter of rank 4 on all linears that fits this model. */
    Path adapter(Path folder) {
        ModelConfig config = ModelConfig.read(path);
        LoraConfig lora = LoraConfig.of(4, 8, TargetModules.all());
        Adapters.write(folder, lora, config, Adapters.initial(Adapters.shape(config, lora), 1));
        return folder;
    }

    /** Replaces the header of a safetensors file, its tensors' bytes left as they are. */
    static void editHeader(Path safetensors, UnaryOperator<String> edit) {
        try {
            ByteBuffer old = ByteBuffer.wrap(Files.readAllBytes(safetensors)).order(ByteOrder.LITTLE_ENDIAN);
            int length = (int) old.getLong();
            byte[] header = new byte[length];
            old.get(header);
            byte[] edited =
                    edit.apply(new String(header, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            ByteBuffer file = ByteBuffer.allocate(LENGTH_BYTES + edited.length + old.remaining())
                    .order(ByteOrder.LITTLE_ENDIAN);
            file.putLong(edited.length).put(edited).put(old);
            Files.write(safetensors, file.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, with the header as JSON. */
    static void editTensors(Path safetensors, Consumer<ObjectNode> edit) {
        editHeader(safetensors, text -> editJson(text, edit));
    }

    static void editFile(Path json, Consumer<ObjectNode> edit) {
        try {
            Files.writeString(json, editJson(Files.readString(json), edit));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String editJson(String text, Consumer<ObjectNode> edit) {
        try {
            ObjectNode tree = (ObjectNode) new ObjectMapper().readTree(text);
            edit.accept(tree);
            return tree.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts so many bytes off a file's end. */
    static void cut(Path file, int bytes) throws IOException {
        byte[] all = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(all, all.length - bytes));
    }
}
