package dev.braid.submit.badinput;

import static dev.braid.submit.badinput.Command.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model and adapter files that are not what they must be, given to the commands that read them. */
class BadFilesTest {
    private static final String NORM = "model.norm.weight";

    @TempDir
    Path folder;

    private TinyFolder model;

    @BeforeEach
    void draw() {
        model = TinyFolder.write(folder.resolve("model"));
    }

    private void generateRefuses(String... parts) {
        assertRefused(
                new String[] {"generate", "--model", model.path().toString(), "--prompt", "Tom", "--max-tokens", "2"},
                parts);
    }

    private void refusedAfter(Consumer<ObjectNode> edit, String... parts) throws IOException {
        byte[] before = Files.readAllBytes(model.weights());
        TinyFolder.editTensors(model.weights(), edit);
        generateRefuses(parts);
        Files.write(model.weights(), before);
    }

    private static ObjectNode tensor(ObjectNode header, String name) {
        return (ObjectNode) header.get(name);
    }

    @Test
    void missingWeights() throws IOException {
        Files.delete(model.weights());
        generateRefuses(model.path().toString(), "model.safetensors", "model.safetensors.index.json");
    }

    @Test
    void truncatedWeights() throws IOException {
        TinyFolder.cut(model.weights(), 100);
        generateRefuses(model.weights().toString(), "tensor ", "ends at byte", "truncated, fetch it again");
        Files.write(model.weights(), new byte[5]);
        generateRefuses(model.weights().toString(), "has 5 bytes", "8 bytes of header length");
    }

    @Test
    void headerLengthBeyondTheFile() throws IOException {
        byte[] bytes = Files.readAllBytes(model.weights());
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, bytes.length + 1L);
        Files.write(model.weights(), bytes);
        generateRefuses(
                model.weights().toString(),
                "header length " + (bytes.length + 1L),
                "from 2 to " + (bytes.length - 8),
                "truncated or no safetensors file");
    }

    @Test
    void wrongShape() throws IOException {
        refusedAfter(
                header -> tensor(header, NORM).putArray("shape").add(16).add(2),
                NORM,
                "has shape [16, 2]",
                "config.json calls for [32]");
    }

    @Test
    void wrongType() throws IOException {
        refusedAfter(header -> tensor(header, NORM).put("dtype", "I32"), NORM, "type I32", "F32, F16 or BF16");
        refusedAfter(header -> tensor(header, NORM).put("dtype", "Q4_K"), NORM, "dtype Q4_K");
    }

    @Test
    void duplicateOffsets() throws IOException {
        refusedAfter(
                header -> tensor(header, NORM)
                        .set(
                                "data_offsets",
                                tensor(header, "model.layers.0.input_layernorm.weight")
                                        .get("data_offsets")),
                model.weights().toString(),
                "begins at byte",
                "tensors overlap");
    }

    @Test
    void overlappingOffsets() throws IOException {
        refusedAfter(
                header -> {
                    long begin = tensor(header, NORM).get("data_offsets").get(0).asLong() - 4;
                    tensor(header, NORM).putArray("data_offsets").add(begin).add(begin + 128);
                },
                model.weights().toString(),
                "begins at byte",
                "end at");
    }

    @Test
    void theSameTensorTwice() {
        TinyFolder.editHeader(
                model.weights(),
                text -> text.replace("model.layers.0.input_layernorm.weight", "model.layers.1.input_layernorm.weight"));
        generateRefuses(model.weights().toString(), "model.layers.1.input_layernorm.weight", "uplicate");
    }

    @Test
    void unsupportedArchitecture() {
        Path file = model.path().resolve("config.json");
        TinyFolder.editFile(file, config -> config.putArray("architectures").add("LlamaForSequenceClassification"));
        generateRefuses(file.toString(), "LlamaForSequenceClassification", "LlamaForCausalLM");
        TinyFolder.editFile(file, config -> config.put("model_type", "gpt2"));
        generateRefuses(file.toString(), "model_type gpt2 is not supported", "llama, mistral, qwen2, qwen3");
    }

    @Test
    void noModelFolder() {
        assertRefused(
                new String[] {"generate", "--model", folder.resolve("nowhere").toString(), "--prompt", "Tom"},
                "nowhere",
                "is no folder");
    }

    @Test
    void garbageForTheConfiguration() throws IOException {
        Files.write(model.path().resolve("config.json"), new byte[] {0, (byte) 0xff, 'x', 3});
        generateRefuses(model.path() + "/config.json", "as UTF-8 text");
        Files.writeString(model.path().resolve("config.json"), "{\"hidden_size\": 3");
        generateRefuses("config.json", model.path().toString(), "not valid JSON");
    }

    @Test
    void tokenizerMissing() throws IOException {
        Files.delete(model.path().resolve("tokenizer.json"));
        generateRefuses("tokenizer missing", model.path() + "/tokenizer.json", "does not exist");
        Path out = folder.resolve("drawn");
        assertRefused(
                new String[] {"init", "--model", model.path().toString(), "--out", out.toString()},
                "tokenizer missing",
                model.path() + "/tokenizer.json");
        assertFalse(Files.exists(out));
    }

    @Test
    void garbageForTheTokenizer() throws IOException {
        Files.writeString(model.path().resolve("tokenizer.json"), "{\"model\": 3}");
        generateRefuses(model.path().toString(), "tokenizer");
    }

    @Test
    void rankThatDoesNotFitTheWeights() {
        Path adapter = model.adapter(folder.resolve("adapter"));
        TinyFolder.editFile(adapter.resolve("adapter_config.json"), config -> config.put("r", 8));
        adapterRefused(adapter, "adapter_model.safetensors", "lora_A.weight", "has shape [4, ", "[8, ");
    }

    @Test
    void targetThatTheModelDoesNotHave() {
        Path adapter = model.adapter(folder.resolve("adapter"));
        TinyFolder.editFile(
                adapter.resolve("adapter_config.json"),
                config -> config.putArray("target_modules").add("c_attn"));
        adapterRefused(adapter, "adapter_config.json", "target_modules", "c_attn", "q_proj");
    }

    @Test
    void adapterOfAnotherModel() {
        Path adapter = model.adapter(folder.resolve("adapter"));
        TinyFolder.editHeader(
                adapter.resolve("adapter_model.safetensors"), text -> text.replace("layers.1.mlp", "layers.7.mlp"));
        adapterRefused(adapter, "adapter_model.safetensors", "layers.1.mlp", "is missing");
    }

    private void adapterRefused(Path adapter, String... parts) {
        assertRefused(
                new String[] {
                    "generate",
                    "--model",
                    model.path().toString(),
                    "--adapter",
                    adapter.toString(),
                    "--prompt",
                    "Tom",
                    "--max-tokens",
                    "2"
                },
                parts);
        Path out = folder.resolve("merged");
        assertRefused(
                new String[] {
                    "merge",
                    "--model",
                    model.path().toString(),
                    "--adapter",
                    adapter.toString(),
                    "--out",
                    out.toString()
                },
                parts);
        assertFalse(Files.exists(out), "a refused adapter left something behind");
    }

    @Test
    void whatLiesInTheOutputFolderSurvivesARefusal() throws IOException {
        TinyFolder earlier = TinyFolder.write(folder.resolve("merged"));
        byte[] before = Files.readAllBytes(earlier.weights());
        TinyFolder.cut(model.weights(), 100);
        assertRefused(
                new String[] {
                    "merge",
                    "--model",
                    model.path().toString(),
                    "--out",
                    earlier.path().toString()
                },
                "truncated");
        assertArrayEquals(before, Files.readAllBytes(earlier.weights()));
    }

    @Test
    void outputThatIsAFile() throws IOException {
        Path out = Files.writeString(folder.resolve("file"), "mine");
        assertRefused(
                new String[] {"init", "--model", model.path().toString(), "--out", out.toString()}, out.toString());
    }

    @Test
    void promptLongerThanTheContext() {
        assertRefused(
                new String[] {
                    "generate", "--model", model.path().toString(), "--prompt", "Tom has the red kite. ".repeat(40)
                },
                "the prompt has ",
                "max_tokens is 64",
                "context is " + TinyFolder.CONTEXT,
                "shorten the prompt");
    }

    @Test
    void numbersOutOfBounds() {
        String path = model.path().toString();
        assertRefused(new String[] {"generate", "--model", path, "--max-tokens", "0"}, "max_tokens is 0", "at least 1");
        assertRefused(new String[] {"generate", "--model", path, "--temperature", "-1"}, "temperature is -1");
        assertRefused(new String[] {"generate", "--model", path, "--threads", "0"}, "threads is 0", "at least 1");
    }
}
